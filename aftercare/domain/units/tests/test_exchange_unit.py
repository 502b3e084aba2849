from datetime import date, timedelta

from aftercare.base.journal.models import Entry
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.units.models import Exchange
from aftercare.domain.units.queries import exchanges_of, replaced_by
from aftercare.domain.units.steps.exchanging import give_in_exchange
from aftercare.domain.units.tests.make import MONDAY, make_unit
from aftercare.kit.actors import SYSTEM

DAY = timedelta(days=1)


def give(new, old, *, account=None, at=MONDAY, why="WO-1"):
    given = {"old": old, "account": account, "contact": None, "why": why}
    give_in_exchange(new, **given, actor=SYSTEM, at=at)


def test_the_other_one_is_theirs_and_says_for_what(db):
    old, new, owner = make_unit("A-1"), make_unit("A-2"), make_account("Harborline")

    give(new, old, account=owner)
    give(new, old, account=owner)

    new.refresh_from_db()
    assert new.account == owner
    assert [(each.old, each.on) for each in exchanges_of(new)] == [(old, MONDAY.date())]
    assert [each.new for each in exchanges_of(old)] == [new]
    assert Exchange.objects.count() == 1
    assert Entry.objects.get(event="units.unit_replaced").about == [
        f"unit:{old.pk}",
        f"unit:{new.pk}",
    ]


def test_leads_back_to_what_was_sold_at_first(db):
    first, second, third = (make_unit(f"A-{number}") for number in range(3))
    give(second, first)
    give(third, second, at=MONDAY + DAY)

    assert [each.old for each in replaced_by(third)] == [second, first]


def test_what_is_sold_anew_stands_for_itself(db):
    old, new = make_unit("A-1"), make_unit("A-2")
    give(new, old)

    assert replaced_by(new, sold_on=date(2027, 1, 1)) == []


def test_two_that_went_round_do_not_go_round_for_ever(db):
    one, other = make_unit("A-1"), make_unit("A-2")
    give(other, one)
    give(one, other)

    assert [each.old for each in replaced_by(one)] == [other]
