from datetime import date

import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.catalog.models import ChangeNotice, LifecycleDate
from aftercare.domain.catalog.operations.notices import (
    DatesOutOfOrder,
    DecisionMissing,
    LotTooLong,
    NoticeIncomplete,
    close_notice,
    enter_notice,
    reopen_notice,
)
from aftercare.domain.catalog.queries import (
    Holder,
    Reach,
    Touched,
    notices_of,
    reach_of,
    register_holder,
    touched_by,
)
from aftercare.domain.catalog.queries.knowledge import _holders
from aftercare.domain.catalog.tests.make import MONDAY, make_part
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db


def enter(*items, **given):
    details = {
        "maker": "Corvane",
        "number": "EOL-2026-11",
        "kind": "eol",
        "title": "End of life of CV32F1",
        "issued_on": date(2026, 9, 1),
        "last_buy_on": date(2027, 3, 31),
        "last_ship_on": date(2027, 9, 30),
    }
    return enter_notice(items=items, **details | given, actor=SYSTEM, at=MONDAY)


def test_an_end_sets_the_dates_of_what_it_names():
    chip, other = make_part("IC-1"), make_part("IC-2")

    notice = enter(chip)

    dates = LifecycleDate.objects.order_by("on").values_list("item", "stage", "on", "source")
    assert list(dates) == [
        (chip.pk, "last_buy", date(2027, 3, 31), "Corvane EOL-2026-11"),
        (chip.pk, "end_of_production", date(2027, 9, 30), "Corvane EOL-2026-11"),
    ]
    assert list(notices_of(chip)) == [notice]
    assert not notices_of(other).exists()


def test_a_change_sets_no_dates():
    enter(make_part("IC-1"), kind="pcn")

    assert not LifecycleDate.objects.exists()


def test_said_twice_changes_nothing_and_is_corrected_by_its_number():
    chip, other = make_part("IC-1"), make_part("IC-2")
    notice = enter(chip)
    entries = Entry.objects.count()

    enter(chip)
    assert Entry.objects.count() == entries
    assert enter(other) == notice

    assert list(notices_of(other)) == [notice]
    assert not notices_of(chip).exists()
    assert Entry.objects.latest("pk").about == [f"change_notice:{notice.pk}", f"item:{other.pk}"]


def test_is_refused_when_something_is_missing_or_out_of_order():
    chip = make_part("IC-1")

    for wrong in ({"number": " "}, {"title": ""}):
        with pytest.raises(NoticeIncomplete):
            enter(chip, **wrong)
    with pytest.raises(NoticeIncomplete):
        enter()
    with pytest.raises(DatesOutOfOrder):
        enter(chip, last_ship_on=date(2027, 1, 1))

    assert not ChangeNotice.objects.exists()


def test_is_closed_with_a_decision():
    notice = enter(make_part("IC-1"))
    with pytest.raises(DecisionMissing):
        close_notice(notice, decision=" ", actor=SYSTEM, at=MONDAY)
    assert ChangeNotice.objects.get().closed_at is None

    close_notice(notice, decision="Buy 4,000.", actor=SYSTEM, at=MONDAY)
    assert ChangeNotice.objects.get().closed_at == MONDAY
    reopen_notice(notice, actor=SYSTEM, at=MONDAY)

    assert ChangeNotice.objects.values_list("closed_at", "decision").get() == (None, "Buy 4,000.")


def test_may_be_about_some_lots_and_days_only():
    chip = make_part("IC-1")
    days = {"made_from": date(2025, 5, 5), "made_until": date(2025, 5, 11)}

    notice = enter(chip, lots=[" L-1", "", "L-2", "L-1"], **days)
    for wrong, refusal in (
        ({"made_until": date(2025, 5, 4)}, DatesOutOfOrder),
        ({"lots": ["L" * 61]}, LotTooLong),
    ):
        with pytest.raises(refusal):
            enter(chip, **days | wrong)

    kept = ChangeNotice.objects.get()
    assert kept == notice
    assert reach_of(kept, [3], [9, 3]) == Reach((3,), (3, 9), ("L-1", "L-2"), *days.values())


def test_higher_apps_tell_what_they_hold():
    def reels(reach, actor):
        return [Touched("Reel", len(reach.items))] if reach.items else []

    holder = Holder("test", "Stock", reels)
    register_holder(holder)
    try:
        assert touched_by(Reach((7,), (7, 8)), SYSTEM)[-1] == (holder, [Touched("Reel", 2)])
        assert holder not in [each for each, _found in touched_by(Reach((), ()), SYSTEM)]
    finally:
        del _holders["test"]
