"""What repairs go by: how an item is tested."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.models import Item
from aftercare.domain.repairs.events import FinalTestChanged
from aftercare.domain.repairs.models import FinalTest, FinalTestPoint
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.queries import newest_test
from aftercare.domain.repairs.states import Point, PointKind
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class PointsAreVague(Refused):
    """A test has points, and each of them can be judged."""


@transaction.atomic
def save_final_test(
    item: Item, *, points: Sequence[Point], needs_two: bool = False, actor: Actor, at: datetime
) -> FinalTest:
    """
    Say how an item is tested after a repair. Units in test go on by the points they began with.

    Raises `PointsAreVague`.
    """
    actor.must(RepairPermission.SET_UP)
    if not points or any(_is_vague(point) for point in points):
        raise PointsAreVague(
            _("Each point needs a name, a value its limits, and what runs for a time the minutes.")
        )
    Item.objects.select_for_update().get(pk=item.pk)
    newest = newest_test(item)
    test = FinalTest.objects.create(
        item=item,
        version=newest.version + 1 if newest else 1,
        needs_two=needs_two,
        by=str(actor.ref),
        at=at,
    )
    FinalTestPoint.objects.bulk_create(
        FinalTestPoint(
            test=test,
            position=position,
            name=point.name.strip()[:120],
            kind=point.kind,
            unit=point.unit,
            low=point.low,
            high=point.high,
            minutes=point.minutes,
        )
        for position, point in enumerate(points, 1)
    )
    announce(FinalTestChanged(item_id=item.pk), actor=actor, at=at)
    return test


def _is_vague(point: Point) -> bool:
    unlimited = point.low is None and point.high is None
    return (
        not point.name.strip()
        or (point.kind == PointKind.VALUE and unlimited)
        or (point.kind == PointKind.SOAK and point.minutes <= 0)
    )
