from decimal import Decimal

import pytest

from aftercare.domain.coverage.policies.spares import spares_due

MODE = {"kind": "free_spares", "clause": "3", "percent": "1"}


def owed(mode, delivered, given):
    due = spares_due(MODE | mode, delivered, {key: Decimal(n) for key, n in given.items()})
    rows = {
        row.item_id: (row.delivered, row.due, row.given, row.left, row.over) for row in due.rows
    }
    return due, rows


def test_each_item_is_owed_whole_pieces_and_what_is_left_of_all_belongs_to_no_one_item():
    due, rows = owed({}, {1: 150, 2: 250}, {1: 1})

    assert rows == {1: (150, 1, 1, 0, 0), 2: (250, 2, 0, 2, 0), None: (0, 1, 0, 1, 0)}
    assert (due.delivered, due.due, due.given, due.left, due.over) == (400, 4, 1, 3, 0)


@pytest.mark.parametrize(
    ("mode", "delivered", "given", "item", "may"),
    [
        ({}, {1: 1000}, {}, 1, 10),
        ({}, {1: 1000}, {1: 4}, 1, 6),
        ({}, {1: 1000}, {1: 12}, 1, 0),
        ({"used": 7}, {1: 1000}, {1: 2}, 1, 1),
        ({}, {1: 1000, 2: 100}, {}, 2, 1),
        ({}, {1: 1000, 2: 100}, {}, None, 0),
        ({}, {1: 1000, 2: 100}, {}, 9, 0),
        ({"shipped": 2000}, {1: 1000}, {}, 1, 10),
        ({"shipped": 2000}, {1: 1000}, {}, None, 10),
        ({"shipped": 10}, {1: 1000}, {}, 1, 10),
        ({}, {1: 1000, 2: 1000}, {1: 15}, 2, 5),
        ({}, {}, {}, None, 0),
    ],
)
def test_as_many_may_be_given_as_are_due_and_no_other_item_needs(mode, delivered, given, item, may):
    due, _rows = owed(mode, delivered, given)

    assert due.may_give(item) == may


def test_what_was_given_beyond_is_over_and_takes_from_the_whole():
    due, rows = owed({}, {1: 1000, 2: 1000}, {1: 15})

    assert rows == {1: (1000, 10, 15, 0, 5), 2: (1000, 10, 0, 5, 0)}
    assert (due.left, due.over) == (5, 0)
