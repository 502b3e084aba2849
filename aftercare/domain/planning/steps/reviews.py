"""What operations on reviews of warehouses write together."""

from datetime import datetime
from typing import Any

from aftercare.base.company.models import Site
from aftercare.base.company.queries import setting
from aftercare.base.journal.steps import announce
from aftercare.base.promises.steps import promise
from aftercare.domain.planning.models import StockReview
from aftercare.domain.planning.permissions import PlanningPermission
from aftercare.domain.planning.queries.reviews import planner_of, reckon_review, review_due
from aftercare.domain.planning.states import ReviewPromise, ReviewStatus
from aftercare.domain.supply.queries.purchases import OWN_CURRENCY
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref

READERS = [f"may:{PlanningPermission.VIEW}"]


def begin_review(site: Site, month: int, *, actor: Actor, at: datetime) -> StockReview:
    """
    Return the review of a month that is being written; begun if there is none, and promised.

    The site is held, so that of two who begin one there is one.
    """
    held = Site.objects.select_for_update(of=("self",)).select_related("calendar").get(pk=site.pk)
    versions = StockReview.objects.filter(site=held, month=month)
    if known := versions.filter(status=ReviewStatus.OPEN).first():
        return known
    due_at = review_due(held, month, at=at)
    review = StockReview(
        site=held,
        month=month,
        version=versions.count() + 1,
        currency=str(setting(OWN_CURRENCY.name)),
        opened_at=at,
        reckoned_at=at,
        due_at=due_at,
        owner=planner_of(held),
    )
    review.checks = reckon_review(review, at=at)
    review.save()
    promise(
        ref(review),
        ReviewPromise.REVIEW,
        owner=Ref("user", review.owner_id) if review.owner_id else Ref("system", 0),
        readers=READERS,
        about=[ref(held)],
        due_at=due_at,
        actor=actor,
        at=at,
    )
    return review


def hold_review(review: StockReview) -> StockReview:
    """Return a review as it is now, held until the transaction ends."""
    return StockReview.objects.select_for_update().get(pk=review.pk)


def announce_review(
    happened: Any, review: StockReview, *, actor: Actor, at: datetime, **details: Any
) -> None:
    """Announce that something happened to a review."""
    event = happened(
        stock_review_id=review.pk,
        site_id=review.site_id,
        month=review.month,
        version=review.version,
        **details,
    )
    announce(event, actor=actor, at=at)
