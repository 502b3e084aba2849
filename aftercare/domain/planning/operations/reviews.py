"""The monthly review of a warehouse: begun, remarked on, signed."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.people.models import User
from aftercare.base.promises.steps import keep_if_open
from aftercare.domain.planning.events import (
    ReviewOpened,
    ReviewReckoned,
    ReviewRemarked,
    ReviewSigned,
)
from aftercare.domain.planning.models import StockReview
from aftercare.domain.planning.permissions import PlanningPermission
from aftercare.domain.planning.queries.inputs import month_number
from aftercare.domain.planning.queries.reviews import reckon_review, told_checks
from aftercare.domain.planning.states import REVIEW_MOVES, ReviewCheck, ReviewPromise, ReviewStatus
from aftercare.domain.planning.steps.reviews import announce_review, begin_review, hold_review
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import IllegalMove, move

LONGEST_REMARK = 1000


class MonthHasNotEnded(Refused):
    """A month is reviewed once it is over."""


class RemarkMissing(Refused):
    """What is odd is explained by who signs."""


class OnlyPeopleSign(Refused):
    """A person answers for a stock, no machine."""


@transaction.atomic
def open_review(site: Site, *, month: int, actor: Actor, at: datetime) -> StockReview:
    """
    Have the stock of a warehouse looked at after a month (since year 0), and promise it signed.

    One that is being written is returned; after a signed one the next version begins. Raises
    `MonthHasNotEnded`.
    """
    actor.must(PlanningPermission.REVIEW)
    if month >= month_number(at.astimezone(UTC).date()):
        raise MonthHasNotEnded(_("The month is not over yet. Review it once it is."))
    review = begin_review(site, month, actor=actor, at=at)
    announce_review(ReviewOpened, review, actor=actor, at=at)
    return review


@transaction.atomic
def reckon_review_again(review: StockReview, *, actor: Actor, at: datetime) -> None:
    """Take the numbers of a review as they are now; remarks stay. Raises `IllegalMove`."""
    actor.must(PlanningPermission.REVIEW)
    held = _unsigned(review)
    held.checks, held.reckoned_at = reckon_review(held, at=at), at
    held.save(update_fields=["checks", "reckoned_at"])
    announce_review(ReviewReckoned, held, actor=actor, at=at)


@transaction.atomic
def remark_on_review(
    review: StockReview, *, remarks: Mapping[str, str], actor: Actor, at: datetime
) -> None:
    """Say something of what was found; an empty remark takes one back. Raises `IllegalMove`."""
    actor.must(PlanningPermission.REVIEW)
    held = _unsigned(review)
    said = _keep_remarks(held, remarks)
    announce_review(ReviewRemarked, held, checks=said, actor=actor, at=at)


@transaction.atomic
def sign_review(
    review: StockReview, *, remarks: Mapping[str, str], actor: Actor, at: datetime
) -> None:
    """
    Answer for a stock as it is, with a remark on each thing that is odd. It never changes again.

    Raises `RemarkMissing`, `OnlyPeopleSign`, `IllegalMove`, `StaleRow`.
    """
    actor.must(PlanningPermission.REVIEW)
    held = _unsigned(review)
    who = User.objects.filter(pk=actor.id).first() if actor.kind == "user" else None
    if who is None:
        raise OnlyPeopleSign(_("Sign in as a person: somebody answers for a review."))
    _keep_remarks(held, remarks)
    lacking = [each.label for each in told_checks(held) if each.lacks_remark]
    if lacking:
        raise RemarkMissing(
            _("Say something about: %(checks)s. Then sign.") % {"checks": ", ".join(lacking)}
        )
    move(held, ReviewStatus.SIGNED, moves=REVIEW_MOVES, signed_by=who, signed_at=at)
    keep_if_open(ref(held), ReviewPromise.REVIEW, actor=actor, at=at)
    announce_review(ReviewSigned, held, is_late=at > held.due_at, actor=actor, at=at)


def _unsigned(review: StockReview) -> StockReview:
    held = hold_review(review)
    if held.status != ReviewStatus.OPEN:
        raise IllegalMove(_("It is signed. Begin another version to say more."))
    return held


def _keep_remarks(held: StockReview, remarks: Mapping[str, str]) -> list[str]:
    """Keep what is said of each check, and return of which."""
    said = {
        key: text.strip()[:LONGEST_REMARK]
        for key, text in remarks.items()
        if key in ReviewCheck.values
    }
    held.remarks = {key: text for key, text in (held.remarks | said).items() if text}
    held.save(update_fields=["remarks"])
    return sorted(said)
