"""Contracts, as people read them and as facts of a decision."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import register_number
from aftercare.domain.catalog.queries import Reach, Touched
from aftercare.domain.coverage.models import Contract, ContractVersion, StoredDecision
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.spares import counted_in
from aftercare.domain.customers.models import Account
from aftercare.domain.units.queries import owners_touched
from aftercare.kit.actors import Actor

register_number("CT", _("Contracts"))


def visible_contracts(actor: Actor) -> QuerySet[Contract]:
    """Return the contracts `actor` may see, the newest first."""
    contracts = Contract.objects.select_related("account").order_by("-since", "-pk")
    return contracts if actor.may(CoveragePermission.VIEW) else contracts.none()


def versions_of(contract: Contract) -> QuerySet[ContractVersion]:
    """Return what a contract said over time, the newest first."""
    return ContractVersion.objects.filter(contract=contract).order_by("-number")


def clauses_of(contract: Contract) -> dict[str, Any]:
    """Return what a contract says now."""
    clauses: dict[str, Any] = versions_of(contract).values_list("clauses", flat=True)[0]
    return clauses


def contracts_touched(reach: Reach, actor: Actor) -> Iterator[Touched]:
    """Yield the contracts of who has units touched, with how many; those of most first."""
    units = owners_touched(reach, actor)
    found = visible_contracts(actor).filter(account__in=units) if units else ()
    for each in sorted(found, key=lambda each: (-units[each.account_id or 0], each.code)):
        count = units[each.account_id or 0]
        yield Touched(each.title, count, str(each.account), code=each.code)


def is_decided_by(contract: Contract) -> bool:
    """Return whether anything was decided by what a contract says."""
    facts = {"contracts": [{"code": contract.code}]}
    return StoredDecision.objects.filter(facts__contains=facts).exists()


def contracts_for(account: Account | None, sold_on: date | None) -> list[dict[str, Any]]:
    """
    Return the contracts that concern a sale to a customer, as facts.

    Those with the customer and those promised to everyone, which held on the day of the sale;
    where that is not known, all of them.
    """
    concerned = Q(account=account) if account else Q(pk=None)
    contracts = Contract.objects.filter(concerned | Q(account=None)).order_by("code")
    if sold_on:
        contracts = contracts.filter(Q(begins_on=None) | Q(begins_on__lte=sold_on))
        contracts = contracts.filter(Q(ends_on=None) | Q(ends_on__gte=sold_on))
    return [as_fact(contract, counted_in(contract, clauses_of(contract))) for contract in contracts]


def as_fact(contract: Contract, clauses: dict[str, Any]) -> dict[str, Any]:
    """Return a contract as a fact of a decision."""
    days = {"begins_on": contract.begins_on, "ends_on": contract.ends_on}
    return {
        "code": contract.code,
        "version": contract.version,
        "kind": contract.kind,
        **{name: day.isoformat() for name, day in days.items() if day},
        **clauses,
    }
