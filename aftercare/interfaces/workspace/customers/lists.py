"""Lists of customers and people: narrowed down, ordered, and turned over by key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.cases.states import UNSETTLED
from aftercare.domain.customers.models import Account, ChannelIdentity, Contact
from aftercare.domain.customers.queries import visible_accounts, visible_contacts
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.customers.forms import FilterForm
from aftercare.kit.actors import Actor

PAGE = 40

Row = TypeVar("Row", Account, Contact)


@require_GET
def customers(request: ActorRequest) -> HttpResponse:
    """Show customers, or people, that answer what is asked."""
    people = request.GET.get("show") == "people"
    form = FilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    after = request.GET.get("after", "")
    listed = (
        page_of_rows(filtered_contacts(request.actor, wanted), wanted, after)
        if people
        else page_of_rows(filtered_accounts(request.actor, wanted), wanted, after)
    )
    context = {
        "list": listed,
        "people": people,
        "form": form,
        "is_filtered": any(value for name, value in wanted.items() if name != "sort"),
        "open_cases": _open_cases(request.actor, "contact" if people else "account", listed.rows),
    }
    return page(request, "workspace/customers/list.html#rows", context)


@dataclass(frozen=True)
class RowPage:
    """Some rows of a list, and where the list goes on."""

    rows: list[Any]
    after: str
    is_first: bool


def filtered_accounts(actor: Actor, wanted: Mapping[str, Any]) -> QuerySet[Account]:
    """Return the customers `actor` may see that answer a filter."""
    accounts = visible_accounts(actor)
    if text := wanted.get("q"):
        named = Q(name__icontains=text) | Q(code__iexact=text)
        accounts = accounts.filter(named | Q(domains__contains=[text.casefold()]))
    for name in ("tier", "country", "language"):
        if wanted.get(name):
            accounts = accounts.filter(**{name: wanted[name]})
    if wanted.get("tag"):
        accounts = accounts.filter(tags__contains=[wanted["tag"].casefold()])
    return _busy(accounts, actor, "account") if wanted.get("busy") else accounts


def filtered_contacts(actor: Actor, wanted: Mapping[str, Any]) -> QuerySet[Contact]:
    """Return the people `actor` may see that answer a filter."""
    people = visible_contacts(actor)
    if text := wanted.get("q"):
        known = ChannelIdentity.objects.filter(peer__startswith=text.casefold(), valid_until=None)
        people = people.filter(Q(name__icontains=text) | Q(pk__in=known.values("contact")))
    if wanted.get("language"):
        people = people.filter(language=wanted["language"])
    for name in ("tier", "country"):
        if wanted.get(name):
            people = people.filter(**{f"account__{name}": wanted[name]})
    if wanted.get("tag"):
        people = people.filter(tags__contains=[wanted["tag"].casefold()])
    return _busy(people, actor, "contact") if wanted.get("busy") else people


def _busy(rows: QuerySet[Row], actor: Actor, field: str) -> QuerySet[Row]:
    unsettled = visible_cases(actor).filter(status__in=UNSETTLED)
    return rows.filter(Exists(unsettled.filter(**{field: OuterRef("pk")})))


def page_of_rows(rows: QuerySet[Row], wanted: Mapping[str, Any], after: str) -> RowPage:
    """Return the next rows after a place that an earlier page named."""
    newest = wanted.get("sort") == "-since"
    rows = rows.order_by("-since", "-pk") if newest else rows.order_by("name", "pk")
    place = _newer_than(after) if newest else _behind(after)
    found = list((rows.filter(place) if place else rows)[: PAGE + 1])
    last = found[PAGE - 1] if found[PAGE:] else None
    value = (last.since.isoformat() if newest else last.name) if last else ""
    return RowPage(found[:PAGE], f"{value}_{last.pk}" if last else "", is_first=not place)


def _behind(after: str) -> Q | None:
    name, _line, key = after.rpartition("_")
    if not key.isdecimal():
        return None
    return Q(name__gte=name) & (Q(name__gt=name) | Q(pk__gt=int(key)))


def _newer_than(after: str) -> Q | None:
    moment, _line, key = after.rpartition("_")
    try:
        since, number = datetime.fromisoformat(moment), int(key)
    except ValueError:
        return None
    return Q(since__lte=since) & (Q(since__lt=since) | Q(pk__lt=number))


def _open_cases(actor: Actor, field: str, rows: list[Any]) -> dict[int, int]:
    unsettled = visible_cases(actor).filter(status__in=UNSETTLED, **{f"{field}__in": rows})
    counted = unsettled.order_by().values(field).annotate(cases=Count("pk"))
    return {row[field]: row["cases"] for row in counted}
