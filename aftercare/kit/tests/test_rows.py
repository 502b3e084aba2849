import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction

from aftercare.kit.rows import add, add_missing
from aftercare.kit.together import Lookup, done_together

pytestmark = pytest.mark.django_db


def kind(name):
    return ContentType(app_label="kit", model=name)


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT model FROM django_content_type WHERE app_label = 'kit' ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


def test_a_row_is_stored_at_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        row = add(kind("one"))

    assert stored() == ["one"]
    assert row.pk


def test_rows_added_together_are_written_at_the_end(django_assert_num_queries):
    with django_assert_num_queries(5), transaction.atomic(), done_together():
        rows = [add(kind(name)) for name in ("one", "two", "three")]
        keys = [row.pk for row in rows]

    # A savepoint and its end, keys twice, the rows.
    assert stored() == ["one", "two", "three"]
    assert keys == sorted(keys)


def test_keys_are_taken_at_once_for_as_many_as_are_expected(django_assert_num_queries):
    with django_assert_num_queries(4), transaction.atomic(), done_together(of=3):
        for name in ("one", "two", "three"):
            add(kind(name))

    assert stored() == ["one", "two", "three"]


def test_what_waits_is_written_before_it_is_asked_for():
    with transaction.atomic(), done_together():
        first = add(kind("one"))
        assert stored() == ["one"]
        add(kind("two"))
        ContentType.objects.filter(pk=first.pk).update(model="changed")

    assert stored() == ["changed", "two"]


def test_what_the_database_refuses_leaves_nothing():
    add(kind("one"))

    with pytest.raises(IntegrityError), transaction.atomic(), done_together():
        add(kind("two"))
        add(kind("one"))

    assert stored() == ["one"]


@pytest.mark.parametrize("is_together", [True, False])
def test_what_is_there_is_not_added_twice(is_together):
    add(kind("one"))

    with transaction.atomic():
        if is_together:
            with done_together():
                add_missing([kind("one"), kind("two"), kind("two")])
        else:
            add_missing([kind("one"), kind("two"), kind("two")])

    assert stored() == ["one", "two"]


def test_keys_named_ahead_are_looked_up_at_once():
    asked = []

    @Lookup
    def length(words):
        asked.append(list(words))
        return {word: len(word) for word in words if word != "none"}

    with transaction.atomic(), done_together():
        length.ahead(["a", "bb", "none", "a"])
        found = [length("a"), length("bb"), length("none"), length("ccc")]
        length.now("none", 4)
        found.append(length("none"))

    assert found == [1, 2, None, 3, 4]
    assert asked == [["a", "bb", "none"], ["ccc"]]
    assert length("a") == 1
    assert asked[2:] == [["a"]]
