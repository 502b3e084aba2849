"""How far a run is, what a planner has to look at, and what may be done about it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RunStatus(TextChoices):
    """How far a planning run is."""

    WAITING = "waiting", pgettext_lazy("planning run", "Waiting")
    RUNNING = "running", pgettext_lazy("planning run", "Running")
    DONE = "done", pgettext_lazy("planning run", "Done")


RUN_MOVES: Mapping[str, tuple[RunStatus, ...]] = {
    RunStatus.WAITING: (RunStatus.RUNNING,),
    RunStatus.RUNNING: (RunStatus.RUNNING, RunStatus.DONE),
    RunStatus.DONE: (),
}
"""A run that was killed begins again where it was."""

UNFINISHED = (RunStatus.WAITING, RunStatus.RUNNING)


class Method(TextChoices):
    """From what a forecast is made."""

    BASE = "base", _("Installed base")
    COUNTS = "counts", _("Past demand")


class Silence(TextChoices):
    """Why no single number may be shown."""

    NONE = "", ""
    APART = "apart", _("The estimates are too far apart.")
    TOO_LITTLE = "too_little", _("Too little is known: fewer than three months with demand.")


class ExceptionKind(TextChoices):
    """What is odd about a part."""

    RUNS_OUT = "runs_out", _("Runs out")
    LAST_BUY = "last_buy", _("Last buy due")
    MISPLACED = "misplaced", _("In the wrong place")
    EXCESS = "excess", _("Too much")
    OBSOLETE = "obsolete", pgettext_lazy("spare part", "Obsolete")
    DISAGREE = "disagree", _("Estimates disagree")
    EPIDEMIC = "epidemic", _("Epidemic")


class Proposal(TextChoices):
    """What is proposed about it."""

    ORDER = "order", pgettext_lazy("proposal", "Order")
    LAST_ORDER = "last_order", _("Order for the last time")
    FIND = "find", _("Find another way: substitute, repair, harvest")
    TRANSFER = "transfer", _("Send to where it is needed")
    SELL = "sell", _("Offer elsewhere, or use in production")
    SCRAP = "scrap", _("Sell or scrap")
    LOOK = "look", _("Look at the estimates, and decide")
    INVESTIGATE = "investigate", _("Ask quality to investigate")


class ExceptionStatus(TextChoices):
    """What has become of an exception."""

    OPEN = "open", pgettext_lazy("planning exception", "Open")
    SNOOZED = "snoozed", pgettext_lazy("planning exception", "Snoozed")
    APPROVED = "approved", pgettext_lazy("planning exception", "Approved")
    GONE = "gone", pgettext_lazy("planning exception", "Gone by itself")


EXCEPTION_MOVES: Mapping[str, tuple[ExceptionStatus, ...]] = {
    ExceptionStatus.OPEN: (ExceptionStatus.SNOOZED, ExceptionStatus.APPROVED, ExceptionStatus.GONE),
    ExceptionStatus.SNOOZED: (ExceptionStatus.OPEN, ExceptionStatus.APPROVED, ExceptionStatus.GONE),
    ExceptionStatus.APPROVED: (ExceptionStatus.OPEN,),
    ExceptionStatus.GONE: (ExceptionStatus.OPEN,),
}


class ReviewStatus(TextChoices):
    """Whether a review is being written or was signed."""

    OPEN = "open", pgettext_lazy("stock review", "To be signed")
    SIGNED = "signed", pgettext_lazy("stock review", "Signed")


REVIEW_MOVES: Mapping[str, tuple[ReviewStatus, ...]] = {
    ReviewStatus.OPEN: (ReviewStatus.SIGNED,),
    ReviewStatus.SIGNED: (),
}


class ReviewPromise(TextChoices):
    """What planners owe."""

    REVIEW = "planning.review", _("review of a warehouse")


class ReviewCheck(TextChoices):
    """What is looked at each month to see whether a stock is reasonable."""

    WORTH = "worth", _("Worth of the stock")
    COVER = "cover", _("How long it lasts")
    EXCESS = "excess", _("More than will be used")
    OBSOLETE = "obsolete", _("Not asked for any more")
    CHANGES = "changes", _("Plans that changed")
    BIAS = "bias", _("What came against the plan")
    OVERRIDES = "overrides", _("Decided otherwise by planners")
    UNDECIDED = "undecided", _("Left undecided")


class FigureKind(StrEnum):
    """How a number of a review is written."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    MONTHS = "months"
    DAYS = "days"


FIGURES: Mapping[str, tuple[Any, FigureKind]] = {
    "worth": (pgettext_lazy("of a stock", "Worth"), FigureKind.MONEY),
    "before": (_("At the review before"), FigureKind.MONEY),
    "change": (pgettext_lazy("of a worth", "Change"), FigureKind.PERCENT),
    "share": (_("Share of the worth"), FigureKind.PERCENT),
    "used": (_("Used in a year"), FigureKind.MONEY),
    "months": (_("Months of cover"), FigureKind.MONTHS),
    "parts": (_("Parts"), FigureKind.COUNT),
    "limit": (_("Changed by more than"), FigureKind.PERCENT),
    "changed": (_("Parts that changed"), FigureKind.COUNT),
    "planned": (pgettext_lazy("demand", "Planned"), FigureKind.COUNT),
    "came": (pgettext_lazy("demand", "Came"), FigureKind.COUNT),
    "bias": (pgettext_lazy("of a plan", "Bias"), FigureKind.PERCENT),
    "inside": (_("In their range"), FigureKind.PERCENT),
    "assumed": (_("Assumptions that hold"), FigureKind.COUNT),
    "otherwise": (_("Other quantities than proposed"), FigureKind.COUNT),
    "open": (_("Not decided"), FigureKind.COUNT),
    "at_stake": (_("Money at stake"), FigureKind.MONEY),
    "oldest": (_("The oldest, in days"), FigureKind.DAYS),
}
"""What the numbers of a review are called, and how they are written."""

ORDERS = (Proposal.ORDER, Proposal.LAST_ORDER)


@dataclass(frozen=True)
class Wish:
    """
    What somebody assumes; None: as the plan has it.

    propensity: share of failures after the guarantee that come to us; months: until service ends;
    repaired: share of old parts that become good again; price of a new one; quantity to have.
    """

    propensity: float | None = None
    months: int | None = None
    repaired: float | None = None
    price: float | None = None
    quantity: int | None = None

    def over(self, other: "Wish") -> "Wish":
        """Return what is said here, and where nothing is, what another says."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        return Wish(
            **{
                name: getattr(other, name) if value is None else value
                for name, value in said.items()
            }
        )


def wish_of(assumed: Mapping[str, Any], now: int) -> Wish:
    """Return what a planner has said of a part; `now` is the first month ahead, since year 0."""

    def number(name: str) -> float | None:
        return float(assumed[name]) if name in assumed else None

    until = assumed.get("service_until")
    months = None
    if until is not None:
        day = date.fromisoformat(str(until))
        months = max(12 * day.year + day.month - now, 0)
    last_buy = assumed.get("last_buy")
    return Wish(
        propensity=number("propensity"),
        months=months,
        repaired=number("repaired"),
        price=number("price"),
        quantity=None if last_buy is None else int(last_buy),
    )
