"""What a way out of a shortage is, and why it stands where it does, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from aftercare.domain.stock.states import Condition, PlaceKind
from aftercare.domain.supply.queries import Ranked
from aftercare.domain.supply.states import WayOut

ICONS = {
    WayOut.SHELF: "package",
    WayOut.TRANSFER: "truck",
    WayOut.SUBSTITUTE: "replace",
    WayOut.ON_ORDER: "clock",
    WayOut.PURCHASE: "shopping-cart",
    WayOut.CUSTOM: "hammer",
    WayOut.CORE: "tool",
    WayOut.HARVEST: "recycle",
    WayOut.OWN_BOARD: "cpu",
    WayOut.EXIT: "arrows-exchange",
}
BEST_AT = {
    "cheapest": pgettext_lazy("a way out", "Cheapest"),
    "fastest": pgettext_lazy("a way out", "Fastest"),
    "surest": pgettext_lazy("a way out", "Surest"),
}
REMEDIES = {
    "exchange": gettext_lazy("The decision on coverage grants an exchange."),
    "refund": gettext_lazy("The decision on coverage grants a refund."),
}


@dataclass(frozen=True)
class ShownWay:
    """A way out as the desk shows it."""

    key: str
    icon: str
    title: Any
    what: str
    reasons: list[str]
    instructions: list[str]
    best_at: list[Any]
    place: int
    cost: Decimal | None
    days: Decimal
    chance: int
    average: Decimal | None
    is_late: bool


def shown_ways(ranked: list[Ranked]) -> list[ShownWay]:
    """Return ways out in their order, with what is said of each."""
    return [_shown(each) for each in ranked]


def _shown(each: Ranked) -> ShownWay:
    option = each.option
    kind = WayOut(option.kind)
    return ShownWay(
        option.key,
        ICONS[kind],
        kind.label,
        what_is(option.kind, option.facts),
        _reasons(each),
        list(option.facts.get("instructions") or []),
        [BEST_AT[mark] for mark in each.best_at],
        each.place,
        option.cost,
        option.days,
        option.chance,
        each.average,
        each.late_days > 0,
    )


def what_is(kind: str, facts: Mapping[str, Any]) -> str:
    """Return in a few words what would be done."""
    say = _WHAT.get(WayOut(kind))
    return say(facts) if say else ""


def _on_shelf(facts: Mapping[str, Any]) -> str:
    where = {"code": facts["code"], "place": facts["place"], "site": facts["site"]}
    if facts["place_kind"] == PlaceKind.VAN:
        return _("%(code)s in the van %(place)s") % where
    if facts["place_kind"] == PlaceKind.STATION:
        return _("%(code)s at the station %(place)s") % where
    if facts["is_here"]:
        return _("%(code)s lies here at %(place)s") % where
    return _("%(code)s at %(place)s, %(site)s") % where


def _bought(facts: Mapping[str, Any]) -> str:
    said = {name: facts[name] for name in ("supplier", "quantity", "price", "currency")}
    return _("%(supplier)s: %(quantity)s at %(price)s %(currency)s") % said


_WHAT: dict[WayOut, Callable[[Mapping[str, Any]], str]] = {
    WayOut.SHELF: _on_shelf,
    WayOut.TRANSFER: _on_shelf,
    WayOut.SUBSTITUTE: _on_shelf,
    WayOut.ON_ORDER: lambda facts: f"{facts['code']} · {facts['supplier']}",
    WayOut.PURCHASE: _bought,
    WayOut.CUSTOM: _bought,
    WayOut.CORE: lambda facts: " · ".join(filter(None, [facts["place"], facts["serial"]])),
    WayOut.HARVEST: lambda facts: f"{facts['of']} · {facts['serial']}",
    WayOut.OWN_BOARD: lambda facts: _("The part stays the customer's, and comes back to its place"),
    WayOut.EXIT: lambda facts: _("Another %(code)s, or the money back") % {"code": facts["code"]},
}


def _reasons(each: Ranked) -> list[str]:
    option, facts = each.option, each.option.facts
    reasons = [_chance_because(option.kind, facts)]
    if option.cost is None:
        reasons.append(_("Nobody knows what it costs in our currency."))
    if each.late_days > 0:
        days = int(each.late_days.to_integral_value(rounding="ROUND_CEILING"))
        late = ngettext(
            "%(days)s day later than promised", "%(days)s days later than promised", days
        )
        reasons.append(late % {"days": days})
    if facts.get("for"):
        reasons.append(_("Approved for %(range)s") % {"range": ", ".join(facts["for"])})
    if facts.get("rework"):
        reasons.append(_rework(facts))
    if facts.get("condition") == Condition.USED:
        reasons.append(_("A used part."))
    if facts.get("least") and facts["least"] != "1":
        reasons.append(_("At least %(least)s are sold.") % {"least": facts["least"]})
    return [reason for reason in reasons if reason]


def _rework(facts: Mapping[str, Any]) -> str:
    costs = facts.get("rework_costs", "0")
    if costs == "0":
        return _("Needs rework by the instruction.")
    return _("Needs rework by the instruction; it is %(costs)s of the costs.") % {"costs": costs}


def _chance_because(kind: str, facts: Mapping[str, Any]) -> str:
    if kind in (WayOut.CORE, WayOut.OWN_BOARD):
        return _repaired_before(facts)
    if kind == WayOut.EXIT:
        return _granted(facts)
    if kind != WayOut.ON_ORDER:
        return ""
    if facts["on"]:
        return _("The supplier has confirmed a day.")
    return _("No day is confirmed yet.")


def _repaired_before(facts: Mapping[str, Any]) -> str:
    if not facts["all"]:
        return _("None was repaired here yet; the chance is assumed.")
    said = {"good": facts["good"], "all": facts["all"]}
    return _("%(good)s of %(all)s were repaired.") % said


def _granted(facts: Mapping[str, Any]) -> str:
    if facts["remedy"]:
        return str(REMEDIES[facts["remedy"]])
    if facts["decision"]:
        return _("The decision on coverage grants neither; it would be goodwill.")
    return _("Nobody has decided on coverage yet.")
