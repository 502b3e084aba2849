import tracemalloc
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from aftercare.base.files.models import StoredFile
from aftercare.base.files.policies import tidy_name, type_of
from aftercare.base.files.queries import files_of, readable_files
from aftercare.base.files.steps import FileTooLarge, link, open_files_to, store
from aftercare.kit.actors import NOBODY, SYSTEM, Actor
from aftercare.kit.refs import Ref

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
INSIDER = Actor("user", 1, "In", teams=frozenset({3}))


def photo(kind="JPEG"):
    image = Image.new("RGB", (32, 24), "red")
    exif = image.getexif()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    exif[ExifTags.IFD.GPSInfo] = {ExifTags.GPS.GPSLatitude: (14.0, 35.0, 0.0)}
    out = BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def test_the_same_content_is_kept_once(db):
    first, second = store(b"log", at=NOON), store(BytesIO(b"log"), at=NOON)

    assert first == second
    assert (first.size, first.type, first.sha256) == (3, "text/plain", sha256(b"log").hexdigest())
    with first.open() as content:
        assert content.read() == b"log"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_loses_its_place_and_nothing_else(db, kind):
    with store(photo(kind), at=NOON).open() as content, Image.open(content) as kept:
        exif = kept.getexif()

    assert ExifTags.IFD.GPSInfo not in exif
    assert exif[ExifTags.Base.Orientation] == 6
    assert kept.size == (32, 24)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (photo(), "image/jpeg"),
        (photo("PNG"), "image/png"),
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
        ("C:\\temp\\报告.pdf", "报告.pdf"),
        ("a\x00b\u202egnp.exe", "abgnp.exe"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("x" * 400 + ".log", "x" * 180 + ".log"),
    ],
)
def test_names_lose_paths_and_tricks(sent, kept):
    assert tidy_name(sent) == kept


def test_too_large_is_refused_and_leaves_nothing(db):
    with pytest.raises(FileTooLarge):
        store(BytesIO(b"x" * 2000), at=NOON, largest=1000)

    assert not StoredFile.objects.exists()


def test_a_large_file_is_never_held_whole(db):
    class Endless:
        left = 50 * 2**20

        def read(self, size):
            size = min(size, self.left)
            self.left -= size
            return b"\x01" * size

    tracemalloc.start()
    kept = store(Endless(), at=NOON)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept.size == 50 * 2**20
    assert peak < 8 * 2**20


def test_only_readers_find_a_file(db):
    linked = link(
        store(b"log", at=NOON), Ref("case", 1), name="uart.log", readers=["team:3"], at=NOON
    )

    assert list(readable_files(INSIDER)) == [linked]
    assert not readable_files(NOBODY).exists()
    open_files_to(Ref("case", 1), ["team:4"])
    assert not readable_files(INSIDER).exists()
    assert list(files_of(Ref("case", 1))) == list(readable_files(SYSTEM)) == [linked]
