from datetime import date

import pytest

from aftercare.domain.catalog.models import LifecycleDate
from aftercare.domain.catalog.operations.items import SourceMissing, set_milestone
from aftercare.domain.catalog.queries import stage_on
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.catalog.tests.make import MONDAY, make_item
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db
LAST_BUY = LifecycleStage.LAST_BUY


def test_an_item_stands_at_the_furthest_stage_that_has_begun():
    item = make_item()
    for stage, on in (
        (LifecycleStage.IN_PRODUCTION, date(2020, 1, 1)),
        (LAST_BUY, date(2026, 3, 31)),
        (LifecycleStage.END_OF_PRODUCTION, date(2027, 1, 1)),
    ):
        set_milestone(item, stage, on=on, source="PCN 88", actor=SYSTEM, at=MONDAY)

    assert stage_on(item, date(2019, 12, 31)) is None
    assert stage_on(item, date(2026, 3, 30)) == LifecycleStage.IN_PRODUCTION
    assert stage_on(item, date(2026, 3, 31)) == LAST_BUY
    assert stage_on(item, date(2030, 1, 1)) == LifecycleStage.END_OF_PRODUCTION


def test_a_day_is_corrected_and_taken_back():
    item = make_item()
    set_milestone(item, LAST_BUY, on=date(2026, 3, 31), source="PCN", actor=SYSTEM, at=MONDAY)
    set_milestone(item, LAST_BUY, on=date(2026, 6, 30), source="Mail", actor=SYSTEM, at=MONDAY)
    assert [(each.on, each.source) for each in item.lifecycle.all()] == [
        (date(2026, 6, 30), "Mail")
    ]

    set_milestone(item, LAST_BUY, on=None, actor=SYSTEM, at=MONDAY)

    assert not item.lifecycle.exists()


def test_is_refused_without_a_source():
    with pytest.raises(SourceMissing):
        set_milestone(
            make_item(), LAST_BUY, on=date(2026, 3, 31), source=" ", actor=SYSTEM, at=MONDAY
        )

    assert not LifecycleDate.objects.exists()
