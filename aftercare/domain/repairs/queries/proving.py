from collections.abc import Sequence

from django.db.models import Count, Exists, OuterRef, QuerySet

from aftercare.domain.catalog.models import Item
from aftercare.domain.repairs.models import FinalTest, FinalTestPoint, FinalTestResult, WorkOrder


def newest_test(item: Item) -> FinalTest | None:
    """Return how an item is tested after a repair, if somebody has said."""
    tests = FinalTest.objects.filter(item=item).prefetch_related("points")
    return tests.order_by("-version").first()


def newest_tests() -> QuerySet[FinalTest]:
    """Return how each item is tested now, by its number, with how many points (`many`)."""
    newer = FinalTest.objects.filter(item=OuterRef("item"), version__gt=OuterRef("version"))
    tests = FinalTest.objects.select_related("item").filter(~Exists(newer))
    return tests.annotate(many=Count("points")).order_by("item__code")


def points_for(order: WorkOrder) -> Sequence[FinalTestPoint]:
    """Return the points a unit is tested by: those it was begun with, else the newest."""
    begun = FinalTestResult.objects.filter(order=order, round=current_round(order)).first()
    test = begun.point.test if begun else newest_test(order.item)
    points = FinalTestPoint.objects.filter(test=test) if test else FinalTestPoint.objects.none()
    return list(points.order_by("position"))


def current_round(order: WorkOrder) -> int:
    """Return which round of tests a work order is in: another one after each rework."""
    return order.reworks + 1


def results_of(order: WorkOrder) -> QuerySet[FinalTestResult]:
    """Return what was tested in the current round, in order."""
    results = FinalTestResult.objects.filter(order=order, round=current_round(order))
    return results.select_related("point").order_by("point__position")


def missing_points(order: WorkOrder) -> list[FinalTestPoint]:
    """Return the points that were not passed in the current round."""
    passed = set(results_of(order).filter(passed=True).values_list("point", flat=True))
    return [point for point in points_for(order) if point.pk not in passed]
