from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class PlanBegun(Event):
    """Somebody, or the night, asked for a plan."""

    name: ClassVar[str] = "planning.plan_begun"

    plan_run_id: int


@dataclass(frozen=True)
class PlanMade(Event):
    """A plan is made: so many parts reckoned anew, so many things to look at."""

    name: ClassVar[str] = "planning.plan_made"

    plan_run_id: int
    parts: int
    exceptions: int
    fingerprint: str


@dataclass(frozen=True)
class AssumptionKept(Event):
    """A planner has said what to assume of a part."""

    name: ClassVar[str] = "planning.assumption_kept"

    item_id: int
    changed: Sequence[str]


@dataclass(frozen=True)
class _OfException(Event):
    """Something was decided about an exception: part of the story of its item."""

    plan_exception_id: int
    item_id: int
    kind: str


@dataclass(frozen=True)
class ExceptionApproved(_OfException):
    """A planner approved what is proposed, or changed it with a reason."""

    name: ClassVar[str] = "planning.exception_approved"

    proposal: str
    quantity: int
    is_changed: bool
    document: str = ""


@dataclass(frozen=True)
class LastBuysApproved(Event):
    """A planner has shared a budget among parts that can be bought for the last time."""

    name: ClassVar[str] = "planning.last_buys_approved"

    items: Sequence[int]
    quantities: Sequence[int]
    documents: Sequence[str]
    budget: str

    def about(self) -> list[str]:
        """Return the items that are bought."""
        return [f"item:{item}" for item in self.items]


@dataclass(frozen=True)
class ExceptionSnoozed(_OfException):
    """A planner wants to hear of it again later."""

    name: ClassVar[str] = "planning.exception_snoozed"

    until: str


@dataclass(frozen=True)
class ExceptionReopened(_OfException):
    """A planner took a decision back."""

    name: ClassVar[str] = "planning.exception_reopened"


@dataclass(frozen=True)
class _OfReview(Event):
    """Something happened to the review of a warehouse after a month (since year 0)."""

    stock_review_id: int
    site_id: int
    month: int
    version: int


@dataclass(frozen=True)
class ReviewOpened(_OfReview):
    """The stock of a warehouse is to be looked at."""

    name: ClassVar[str] = "planning.review_opened"


@dataclass(frozen=True)
class ReviewReckoned(_OfReview):
    """The numbers of a review that is not signed are of today."""

    name: ClassVar[str] = "planning.review_reckoned"


@dataclass(frozen=True)
class ReviewRemarked(_OfReview):
    """A planner has said something of what was found."""

    name: ClassVar[str] = "planning.review_remarked"

    checks: Sequence[str]


@dataclass(frozen=True)
class ReviewSigned(_OfReview):
    """A planner answers for a stock as it is."""

    name: ClassVar[str] = "planning.review_signed"

    is_late: bool
