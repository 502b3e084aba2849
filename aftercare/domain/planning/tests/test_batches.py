"""Which production batch fails too often, however its units were sold."""

import pytest

from aftercare.domain.planning.models import PlanException
from aftercare.domain.planning.queries.batches import epidemic_batches
from aftercare.domain.planning.queries.computing import prepare
from aftercare.domain.planning.queries.inputs import read_inputs
from aftercare.domain.planning.tests.make import NOW, make_batches, plan, repair
from aftercare.domain.units.models import Unit

pytestmark = pytest.mark.django_db

UNTIL = NOW.date().replace(day=1)


def study_of_all():
    inputs = read_inputs(NOW)
    return prepare(inputs, seed=1, touched=list(inputs.parts), known=None).study


def test_a_batch_that_fails_too_often_is_named_before_the_planner():
    make_batches([2] * 7 + [18] + [2] * 4)

    plan()

    (row,) = PlanException.objects.filter(kind="epidemic")
    assert row.item.code == "AX55"
    assert row.numbers["batch"] == "B-07"
    assert row.numbers["replaced"] == 18
    assert 2 < row.numbers["expected"] < 5
    assert row.numbers["chance"] < 0.001


def test_batches_that_all_differ_widen_what_is_usual(django_assert_num_queries):
    make_batches([0, 9, 1, 8, 0, 10, 1, 7, 0, 9, 2, 16])
    study = study_of_all()

    # By chance alone a batch of 16 where 5 are expected is an alarm.
    with django_assert_num_queries(2):
        assert epidemic_batches(study, UNTIL) == []


def test_only_first_failures_of_a_unit_count_for_its_batch():
    board = make_batches([2] * 12)
    unit = Unit.objects.filter(batch__code="B-11").order_by("pk")[0]
    for number in range(12):
        repair(unit, board, after=13 + number)

    assert epidemic_batches(study_of_all(), UNTIL) == []
