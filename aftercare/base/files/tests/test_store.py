import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import connection, transaction
from PIL import ExifTags, Image

from aftercare.base.files.models import StoredFile
from aftercare.base.files.policies.content import tidy_name, type_of
from aftercare.base.files.steps import FileTooLarge, store, store_all
from aftercare.base.files.tests.make import NOON, make_photo


class Endless:
    """So many bytes as a stream; `breaks_at` is where it fails."""

    def __init__(self, left, breaks_at=-1):
        self.left, self.breaks_at = left, breaks_at

    def read(self, size):
        size = min(size, self.left)
        self.left -= size
        if self.left <= self.breaks_at:
            raise ConnectionResetError
        return b"\x01" * size


def kept_files():
    root = Path(storages["files"].location)
    return [path for path in root.rglob("*") if path.is_file()]


def test_the_same_content_is_kept_once(db):
    first, second = store(b"log", at=NOON), store(BytesIO(b"log"), at=NOON)

    assert first == second
    assert (first.size, first.type, first.sha256) == (3, "text/plain", sha256(b"log").hexdigest())
    assert len(kept_files()) == 1
    with first.open() as content:
        assert content.read() == b"log"


def test_nothing_can_be_kept_too(db):
    with store(b"", at=NOON).open() as content:
        assert content.read() == b""


def test_many_who_bring_the_same_at_once_find_it_kept_once(transactional_db):
    def bring(_number):
        try:
            return store(b"board 7" * 100_000, at=NOON).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        found = set(crowd.map(bring, range(16)))

    assert found == {StoredFile.objects.get().pk}
    (kept,) = kept_files()
    assert kept.read_bytes() == b"board 7" * 100_000


def test_what_was_lost_on_the_disk_comes_back_with_the_next_copy(db):
    file = store(b"log", at=NOON)
    storages["files"].delete(file.path)

    again = store(b"log", at=NOON)

    assert again == file
    with again.open() as content:
        assert content.read() == b"log"


def test_a_photo_loses_its_place_before_it_is_kept(db):
    with store(make_photo(), at=NOON).open() as content, Image.open(content) as kept:
        exif = kept.getexif()

    assert exif.get_ifd(ExifTags.IFD.GPSInfo) == {}
    assert exif[ExifTags.Base.Orientation] == 6


def test_too_large_is_refused_and_leaves_nothing(db):
    with pytest.raises(FileTooLarge):
        store(BytesIO(b"x" * 2000), at=NOON, largest=1000)

    assert not StoredFile.objects.exists()
    assert kept_files() == []


def test_as_large_as_may_be_is_taken(db, settings):
    settings.LARGEST_FILE = 1000

    assert store(b"x" * 1000, at=NOON).size == 1000
    with pytest.raises(FileTooLarge):
        store(b"x" * 1001, at=NOON)


def test_a_stream_that_breaks_leaves_nothing(db):
    with pytest.raises(ConnectionResetError):
        store(Endless(4 * 2**20, breaks_at=2**20), at=NOON)

    assert not StoredFile.objects.exists()
    assert kept_files() == []


def test_a_disk_that_fails_leaves_neither_row_nor_half_a_file(db, monkeypatch):
    def fails(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(OSError, match="No space"):
        store(b"log", at=NOON)

    assert not StoredFile.objects.exists()
    assert kept_files() == []


def test_a_rollback_leaves_no_row_and_the_next_copy_works(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        store(b"log", at=NOON)
        1 / 0

    assert not StoredFile.objects.exists()
    with store(b"log", at=NOON).open() as content:
        assert content.read() == b"log"


def test_a_large_file_is_never_held_whole(db):
    tracemalloc.start()
    kept = store(Endless(50 * 2**20), at=NOON)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept.size == 50 * 2**20
    assert peak < 4 * 2**20


def test_several_are_kept_side_by_side_and_one_alone(db):
    kept = store_all([(BytesIO(b"From: jo"), "message/rfc822"), (BytesIO(b"log"), "")], at=NOON)
    (again,) = store_all([(BytesIO(b"log"), "")], at=NOON)

    assert [each.type for each in kept] == ["message/rfc822", "text/plain"]
    for each, content in zip(kept, [b"From: jo", b"log"], strict=True):
        with each.open() as stored:
            assert stored.read() == content
    assert again == kept[1]
    assert store_all([], at=NOON) == []


def test_content_is_kept_costs_few_queries(db, django_assert_num_queries):
    with django_assert_num_queries(3):  # savepoint, written, savepoint released
        store(b"new", at=NOON)
    with django_assert_num_queries(3):
        store(b"new", at=NOON)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (make_photo(), "image/jpeg"),
        (make_photo("PNG"), "image/png"),
        ("日志 plain text".encode(), "text/plain"),
        (b"\x00\x01\x02\x03 nothing known", "application/octet-stream"),
        (b"", "text/plain"),
    ],
)
def test_the_content_says_what_it_is(head, found):
    assert type_of(head) == found


def test_a_page_is_never_taken_for_text():
    for head in (b"<html><script>", b"  <!DOCTYPE html>", b"<svg onload=alert(1)>"):
        assert type_of(head) != "text/plain"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("..", "file"),
        ("a/b/", "file"),
        ("C:\\temp\\报告.pdf", "报告.pdf"),
        ("a\x00b\u202egnp.exe", "abgnp.exe"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("x" * 400 + ".log", "x" * 180 + ".log"),
        ('a"b<c>.txt', "a_b_c_.txt"),
    ],
)
def test_names_lose_paths_and_tricks(sent, kept):
    assert tidy_name(sent) == kept
