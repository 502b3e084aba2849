import pytest
from django.contrib.contenttypes.models import ContentType

from aftercare.kit.together import (
    asked_once,
    at_hand,
    history_is_replayed,
    is_replaying,
    keep_at_hand,
    postponed,
)

WRITTEN = []


class Lines:
    table = ""

    def __init__(self):
        self.waiting = []

    def write_down(self):
        WRITTEN.extend(self.waiting)
        self.waiting.clear()


@pytest.fixture(autouse=True)
def nothing_written():
    WRITTEN.clear()


def test_what_is_postponed_is_written_at_the_end():
    with history_is_replayed():
        postponed(Lines).waiting.append("one")
        postponed(Lines).waiting.append("two")
        assert not WRITTEN

    assert WRITTEN == ["one", "two"]


def test_an_error_leaves_nothing():
    with pytest.raises(ZeroDivisionError), history_is_replayed():
        postponed(Lines).waiting.append("one")
        raise ZeroDivisionError

    assert not WRITTEN
    assert not is_replaying()


def test_nothing_is_postponed_otherwise():
    assert postponed(Lines) is None
    assert not is_replaying()


def test_rules_are_asked_for_once_in_each_history():
    asked = []

    @asked_once
    def rules():
        asked.append(len(asked))
        return asked[-1]

    assert [rules(), rules()] == [0, 1]
    for _ in range(2):
        with history_is_replayed():
            assert rules() == rules()
    assert asked == [0, 1, 2, 3]


def test_what_was_just_announced_is_at_hand_for_who_reacts():
    row = ContentType(pk=7)

    keep_at_hand(row)
    assert at_hand(ContentType, 7) is None
    with history_is_replayed():
        keep_at_hand(row)
        assert at_hand(ContentType, 7) is row
        assert at_hand(ContentType, 8) is None
