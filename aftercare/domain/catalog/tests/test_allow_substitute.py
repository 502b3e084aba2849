import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.catalog.models import Substitute
from aftercare.domain.catalog.operations.substitutes import (
    InstructionMissing,
    SubstitutesItself,
    allow_substitute,
    withdraw_substitute,
)
from aftercare.domain.catalog.queries import Made, substitutes_for
from aftercare.domain.catalog.tests.make import MONDAY, make_part
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts():
    return [make_part(f"IC-{number}") for number in range(1, 6)]


def allow(item, by, kind="one_way", **given):
    return allow_substitute(item, by, kind=kind, **given, actor=SYSTEM, at=MONDAY)


def choices(item, **given):
    return [(each.item.code, len(each.steps)) for each in substitutes_for(item, **given)]


def test_chains_are_followed_in_their_direction(parts):
    first, second, third, fourth, _fifth = parts
    allow(first, second)
    allow(third, second, "two_way")
    allow(third, fourth, "rework", instruction="Lift pin 3.")

    assert choices(first) == [("IC-2", 1), ("IC-3", 2), ("IC-4", 3)]
    assert choices(second) == [("IC-3", 1), ("IC-4", 2)]
    assert choices(fourth) == []
    longest = substitutes_for(first)[-1]
    assert longest.needs_rework
    assert longest.instructions == ["Lift pin 3."]


def test_a_circle_does_no_harm(parts):
    first, second, third, *_rest = parts
    for item, by in ((first, second), (second, third), (third, first)):
        allow(item, by)

    assert choices(first) == [("IC-2", 1), ("IC-3", 2)]


def test_conditions_have_to_hold(parts):
    first, second, third, fourth, board = parts
    allow(first, second, batch="B-2407")
    allow(first, third, serial_from="NW100", serial_to="NW199")
    allow(first, fourth, assembly=board)

    assert choices(first) == []
    assert choices(first, made=Made(batch="B2407")) == [("IC-2", 1)]
    assert choices(first, made=Made(serial="NW101")) == [("IC-3", 1)]
    assert choices(first, assembly=board) == [("IC-4", 1)]


def test_said_twice_changes_nothing(parts):
    first, second, *_rest = parts
    allow(first, second)
    entries = Entry.objects.count()

    allow(first, second)
    assert Entry.objects.count() == entries
    allow(first, second, "two_way")
    assert Entry.objects.latest("pk").about == [f"item:{first.pk}", f"item:{second.pk}"]
    assert Substitute.objects.get().kind == "two_way"


def test_is_refused_without_sense(parts):
    first, second, *_rest = parts

    with pytest.raises(SubstitutesItself):
        allow(first, first)
    with pytest.raises(InstructionMissing):
        allow(first, second, "rework", instruction=" ")

    assert not Substitute.objects.exists()


def test_is_withdrawn(parts):
    withdraw_substitute(allow(parts[0], parts[1]), actor=SYSTEM, at=MONDAY)

    assert choices(parts[0]) == []
