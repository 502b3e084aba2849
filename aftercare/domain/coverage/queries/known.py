"""What is known already of a unit and its buyer, as facts, so that nobody types it again."""

from typing import Any

from aftercare.domain.catalog.models import LifecycleDate
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.coverage.queries.suppliers import upstream_of
from aftercare.domain.customers.models import Account
from aftercare.domain.customers.states import AccountKind
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import dates_of
from aftercare.domain.units.states import DateKind

FACT_OF = {
    DateKind.MANUFACTURED: "manufactured_on",
    DateKind.SOLD: "sold_on",
    DateKind.INVOICED: "invoiced_on",
    DateKind.DELIVERED: "delivered_on",
    DateKind.INSTALLED: "installed_on",
}


def facts_of_account(account: Account | None) -> dict[str, Any]:
    """Return who bought it and where, as facts."""
    if account is None:
        return {"buyer": "consumer"}
    is_household = account.kind == AccountKind.HOUSEHOLD
    return {"country": account.country, "buyer": "consumer" if is_household else "business"}


def facts_of_unit(unit: Unit) -> dict[str, Any]:
    """Return what a unit is, the dates of its life and its supplier's guarantee, as facts."""
    known = dates_of(unit)
    facts: dict[str, Any] = {"unit": str(unit), "item_class": unit.item.item_class}
    if unit.sold_in:
        facts["country"] = unit.sold_in
    for kind, fact in FACT_OF.items():
        if kind in known:
            facts[fact] = known[kind].on.isoformat()
    ended = LifecycleDate.objects.filter(item=unit.item, stage=LifecycleStage.END_OF_PRODUCTION)
    if day := ended.values_list("on", flat=True).first():
        facts["production_ended_on"] = day.isoformat()
    if upstream := upstream_of(unit, {kind: each.on for kind, each in known.items()}):
        facts["upstream"] = upstream
    return facts
