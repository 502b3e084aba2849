from datetime import timedelta
from threading import Thread

import pytest
from django.core.files.storage import storages
from django.db import connection, transaction

from aftercare.base.company.operations import change_settings
from aftercare.base.files import jobs
from aftercare.base.files.models import StoredFile
from aftercare.base.files.operations import remove_forsaken_files
from aftercare.base.files.steps import store, unlink_all
from aftercare.base.files.tests.make import NOON, make_link, make_photo
from aftercare.base.journal.models import Entry
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import NotAllowed

LATER = NOON + timedelta(days=31)


def remove(at=LATER):
    return remove_forsaken_files(keep_days=30, actor=SYSTEM, at=at)


def test_what_nothing_speaks_of_goes_with_its_content(db):
    photo = store(make_photo(), at=NOON)
    with photo.open_thumbnail():
        pass

    assert remove(at=NOON + timedelta(days=29)) == 0
    assert remove() == 1
    assert remove() == 0

    assert not StoredFile.objects.exists()
    assert not storages["files"].exists(photo.path)
    assert not storages["files"].exists(photo.thumbnail_path)
    assert Entry.objects.get(event="files.files_removed").data["count"] == 1


def test_what_is_linked_stays_until_it_is_unlinked(db):
    linked = make_link()

    assert remove() == 0
    unlink_all(Ref("case", 1))
    assert remove() == 1
    assert not storages["files"].exists(linked.file.path)


def test_what_came_again_lately_stays(db):
    store(b"log", at=NOON)
    store(b"log", at=LATER)

    assert remove() == 0


def test_what_is_brought_again_while_it_is_removed_is_there_afterwards(transactional_db):
    file = store(b"log", at=NOON)

    def bring():
        try:
            store(b"log", at=LATER)
        finally:
            connection.close()

    with transaction.atomic():
        remove()
        other = Thread(target=bring)
        other.start()
        other.join(0.3)
    other.join(10)

    kept = StoredFile.objects.get()
    assert kept.pk != file.pk
    with kept.open() as content:
        assert content.read() == b"log"


def test_if_it_fails_in_the_middle_it_is_done_the_next_time(db, monkeypatch):
    store(b"log", at=NOON)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="gone"):
        patch.setattr(StoredFile, "delete", lambda self: (_ for _ in ()).throw(OSError("gone")))
        remove()
    assert StoredFile.objects.exists()

    assert remove() == 1


def test_only_who_may_removes(db):
    store(b"log", at=NOON)

    with pytest.raises(NotAllowed):
        remove_forsaken_files(keep_days=0, actor=NOBODY, at=LATER)

    assert StoredFile.objects.exists()


def test_how_long_it_is_kept_is_a_setting(db):
    change_settings({"files.keep_days": 400_000}, actor=SYSTEM, at=NOON)
    store(b"log", at=NOON)

    jobs.remove_what_is_forsaken.func(0)
    assert StoredFile.objects.exists()
    change_settings({"files.keep_days": 0}, actor=SYSTEM, at=NOON)
    jobs.remove_what_is_forsaken.func(0)
    assert not StoredFile.objects.exists()
