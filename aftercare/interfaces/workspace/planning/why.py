"""Why a part fails, as its page says it: which cause how often, how much of what is expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.domain.catalog.models import FaultCode, Item
from aftercare.domain.catalog.queries import visible_fault_codes
from aftercare.domain.planning.models import PartPlan
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.kit.actors import Actor


@dataclass(frozen=True)
class WhyShown:
    """
    A cause: failures seen, their share, and its share of what is expected, both in percent.

    code, or else title: what it is called; age: the month by which half of them have struck.
    expected and age are None where causes are not told apart, or the plan cannot tell how many.
    """

    code: FaultCode | None
    title: str
    seen: int
    share: int
    expected: int | None
    age: int | None
    address: str


def shown_why(plan: PartPlan, item: Item, actor: Actor) -> list[WhyShown]:
    """Return why a part fails, what struck most often first. One query, where causes are known."""
    rows = plan.figures.get("why") or []
    named = [cause for cause, *_numbers in rows if cause]
    codes = visible_fault_codes(actor).filter(code__in=named) if named else ()
    known = {each.code: each for each in codes}
    others = _("Others, and not known") if _is_told(rows) else _("Not known")
    total = sum(seen for _cause, seen, *_ahead in rows)
    return [
        WhyShown(
            known.get(cause),
            cause or others,
            round(seen),
            round(100 * seen / total),
            None if expected is None or plan.silence else round(100 * expected),
            None if plan.silence else age,
            _repairs(item, {"cause": cause} if cause else {"besides": ",".join(named)}, actor),
        )
        for cause, seen, expected, age in rows
    ]


def _is_told(rows: Sequence[Sequence[Any]]) -> bool:
    return any(expected is not None for _cause, _seen, expected, _age in rows)


def _repairs(item: Item, about: dict[str, str], actor: Actor) -> str:
    """Return the address of the repairs behind a cause, for who may see repairs."""
    if not actor.may(RepairPermission.VIEW):
        return ""
    asked = {"show": "all", "part": item.code, **about}
    return f"{reverse('workspace:repairs')}?{urlencode(asked)}"
