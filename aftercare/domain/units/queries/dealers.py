"""Dealers by the words somebody has said: the one company that is called exactly so."""

from collections.abc import Iterable

from django.db.models import Q
from django.db.models.functions import Lower

from aftercare.domain.customers.models import Account
from aftercare.domain.customers.states import AccountKind
from aftercare.kit.bulk import is_any_of


def dealers_called(said: Iterable[str]) -> dict[str, int]:
    """
    Return the companies of these names or numbers, by the words without case. One query.

    Words that name several companies name none: nobody guesses who sold a unit.
    """
    words = {each.strip().casefold() for each in said} - {""}
    if not words:
        return {}
    called = Q(is_any_of(Lower("name"), words)) | Q(is_any_of(Lower("code"), words))
    companies = Account.objects.filter(called, merged_into=None, kind=AccountKind.COMPANY)
    known: dict[str, set[int]] = {}
    for key, name, code in companies.values_list("pk", "name", "code"):
        for word in (name.casefold(), code.casefold()):
            known.setdefault(word, set()).add(key)
    return {word: min(keys) for word, keys in known.items() if word in words and len(keys) == 1}


def dealer_called(said: str) -> int | None:
    """Return the company that is called exactly so, if there is one and no other."""
    return dealers_called([said]).get(said.strip().casefold())
