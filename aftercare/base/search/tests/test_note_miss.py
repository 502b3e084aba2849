import pytest

from aftercare.base.journal.queries import story_of
from aftercare.base.search.models import SearchMiss
from aftercare.base.search.operations import note_miss
from aftercare.base.search.queries import visible_misses
from aftercare.base.search.tests.make import MONDAY
from aftercare.kit.actors import NOBODY, SYSTEM, Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def ask(text, *numbers):
    for number in numbers:
        actor = Actor("user", number, "Somebody", frozenset({"search.find"}))
        note_miss(text, actor=actor, at=MONDAY)


def test_keeps_no_words_that_only_two_have_asked():
    ask("Maria Santos refund", 1, 1, 1, 2, 2)

    miss = SearchMiss.objects.get()
    assert (miss.times, miss.words) == (5, "")
    assert not visible_misses(SYSTEM).exists()


def test_keeps_and_announces_what_three_have_asked():
    ask("replace the T-CON", 1, 2)
    ask("T-con REPLACE?", 3, 4, 5)

    miss = visible_misses(SYSTEM).get()
    assert (miss.times, miss.words, miss.seekers) == (5, "replace tcon", [])
    assert [entry.event for entry in story_of(ref(miss))] == ["search.search_missed"]


def test_needs_the_permission_to_search_and_something_to_count():
    with pytest.raises(NotAllowed):
        note_miss("panel", actor=NOBODY, at=MONDAY)
    ask("the 12345678", 1)

    assert not SearchMiss.objects.exists()
    assert not visible_misses(NOBODY).exists()
