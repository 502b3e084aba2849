"""What the screen says of plans; the plans keep codes and numbers."""

from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.domain.planning.models import PlanException
from aftercare.domain.planning.states import ExceptionKind
from aftercare.interfaces.ui.dates import month_and_year
from aftercare.interfaces.workspace.repair_texts import says

SOURCES: dict[str, Any] = {
    "form of the lifetime": _("Which law its failures follow"),
    "its parameters": _("How fast it ages"),
    "return propensity and retirement": _("Who comes to us, and how long units are used"),
    "chance": pgettext_lazy("source of doubt", "Chance"),
}
COUNTED = SOURCES | {"its parameters": _("How much is asked for in a month")}
FAMILIES: dict[str, Any] = {
    "Weibull": _("Wear or early failures (Weibull)"),
    "lognormal": _("Many causes together (lognormal)"),
    "limited failure population": _("Only some have the flaw (limited population)"),
    "change point": _("A rate that changes (change point)"),
    "counts": _("Past demand (several counts mixed)"),
}
PLANS_SAID: dict[str, tuple[str, Any]] = {
    "planning.plan_begun": ("calculator", _("%(who)s had a plan made")),
    "planning.plan_made": ("circle-check", _("A plan is made")),
    "planning.assumption_kept": ("edit", _("%(who)s changed what is assumed of a part")),
    "planning.exception_approved": ("thumb-up", _("%(who)s approved what the plan proposes")),
    "planning.last_buys_approved": ("report-money", _("%(who)s shared a budget among last buys")),
    "planning.exception_snoozed": ("clock-pause", _("%(who)s put a proposal off")),
    "planning.exception_reopened": ("rotate", _("%(who)s took a decision of planning back")),
    "planning.review_opened": ("signature", _("The stock of a warehouse is to be reviewed")),
    "planning.review_reckoned": ("refresh", _("%(who)s took the numbers of a review anew")),
    "planning.review_remarked": ("edit", _("%(who)s remarked on a review of a warehouse")),
    "planning.review_signed": ("signature", _("%(who)s signed a review of a warehouse")),
}
"""Every event of planning: its icon, and how it is said."""

PLANS_TOLD = {event: (icon, says(said)) for event, (icon, said) in PLANS_SAID.items()}

NUMBERS: dict[str, Any] = {
    ExceptionKind.RUNS_OUT: _(
        "%(at_hand)s on the shelf, %(on_order)s on order, %(expected)s expected until the end;"
        " chance of running out: %(chance)s"
    ),
    ExceptionKind.LAST_BUY: _(
        "%(at_hand)s on the shelf, %(on_order)s on order, %(expected)s expected until the end;"
        " %(days)s days until the last order"
    ),
    ExceptionKind.MISPLACED: _(
        "%(there)s there where %(needed_there)s are needed, %(here)s here where %(needed_here)s"
        " are needed until more comes"
    ),
    ExceptionKind.EXCESS: _(
        "%(at_hand)s on the shelf; with 95 %% certainty at most %(most)s are ever asked for"
    ),
    ExceptionKind.OBSOLETE: _(
        "%(at_hand)s on the shelf; chance that any is asked for: %(any_demand)s"
    ),
    ExceptionKind.DISAGREE: _("The estimates are %(apart)s times apart; %(at_hand)s on the shelf"),
    ExceptionKind.EPIDEMIC: _(
        "Of units sold in %(sold)s, parts were replaced %(replaced)s times where %(expected)s were"
        " expected"
    ),
}
"""The numbers behind each kind of exception."""
OF_BATCH = _(
    "Of units of batch %(batch)s, parts were replaced %(replaced)s times where %(expected)s were"
    " expected"
)
HELPED = _("Alone it would run out with a chance of %(alone)s; may stand in: %(stand_ins)s")
ROUNDED = _("%(needed)s are needed; suppliers sell no fewer at once than proposed")
MORE = {"stand_ins": HELPED, "needed": ROUNDED}
"""What is said besides: where others may stand in (the chance is with them), and of packs."""
EXACT_UNTIL = 10
"""From so many on a part of a piece is nothing to read."""
SHARES = {"chance", "any_demand", "alone"}


def numbers_said(exception: PlanException) -> str:
    """Return the numbers behind an exception as a sentence."""
    said = {name: _number(name, value) for name, value in exception.numbers.items()}
    first = OF_BATCH if "batch" in said else NUMBERS[exception.kind]
    texts = [first, *(text for name, text in MORE.items() if name in said)]
    return " · ".join(str(text) % said for text in texts)


def _number(name: str, value: Any) -> str:
    if name == "sold":
        return month_and_year(date.fromisoformat(f"{value}-01"))
    if isinstance(value, str) or value is None:
        return value or "–"
    if name in SHARES:
        return f"{100 * value:.0f} %"
    digits = 0 if float(value).is_integer() or value >= EXACT_UNTIL else 1
    return str(number_format(round(value, digits), digits, force_grouping=True))
