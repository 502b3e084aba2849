from aftercare.base.files.models import FileLink
from aftercare.base.files.queries import files_of, readable_files, visible_links
from aftercare.base.files.steps import open_files_to, unlink, unlink_all
from aftercare.base.files.tests.make import make_link
from aftercare.kit.actors import NOBODY, SYSTEM, Actor
from aftercare.kit.refs import Ref

INSIDER = Actor("user", 1, "In", teams=frozenset({3}))
OUTSIDER = Actor("user", 2, "Out", teams=frozenset({4}))
CASE, OTHER = Ref("case", 1), Ref("case", 2)


def test_only_readers_find_a_file(db):
    linked = make_link()

    assert list(readable_files(INSIDER)) == list(visible_links(INSIDER, CASE)) == [linked]
    for actor in (OUTSIDER, NOBODY):
        assert not readable_files(actor).exists()
        assert not visible_links(actor, CASE).exists()
    assert list(files_of(CASE)) == list(readable_files(SYSTEM)) == [linked]


def test_the_same_content_elsewhere_stays_closed(db):
    make_link()
    elsewhere = make_link(subject="case:2", readers=["team:4"])

    assert not visible_links(INSIDER, OTHER).exists()
    assert list(readable_files(OUTSIDER)) == [elsewhere]


def test_what_is_linked_twice_is_linked_once(db):
    assert make_link() == make_link()

    assert FileLink.objects.count() == 1


def test_files_are_opened_to_others(db):
    linked = make_link()

    open_files_to(CASE, ["team:4"])

    assert not readable_files(INSIDER).exists()
    assert list(readable_files(OUTSIDER)) == [linked]


def test_a_file_is_taken_off_and_all_files_are(db):
    first, second = make_link(), make_link(b"other", name="other.log")
    kept = make_link(subject="case:2")

    unlink(first.file, CASE)
    assert list(files_of(CASE)) == [second]
    unlink_all(CASE)
    assert list(FileLink.objects.all()) == [kept]
