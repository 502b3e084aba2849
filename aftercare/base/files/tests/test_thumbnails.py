from io import BytesIO
from struct import pack
from zlib import crc32

import pytest
from PIL import Image

from aftercare.base.files.policies import thumbnails
from aftercare.base.files.policies.thumbnails import shrink
from aftercare.base.files.steps import store
from aftercare.base.files.tests.make import NOON, make_photo


def bomb(width, height):
    """Return a tiny PNG that says it is enormous."""
    head = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + pack(">I", 13) + chunk + pack(">I", crc32(chunk)) + b"\x00" * 64


def test_a_photo_is_shown_small_and_upright(db):
    file = store(make_photo(size=(1600, 1200)), at=NOON)

    for _ in range(2):
        with file.open_thumbnail() as small, Image.open(small) as image:
            assert (image.format, image.size) == ("WEBP", (360, 480))
            assert not image.getexif()


def test_what_is_no_picture_has_none(db):
    assert store(b"log", at=NOON).open_thumbnail() is None
    assert store(b"\x89PNG\r\n\x1a\n broken", at=NOON).open_thumbnail() is None


@pytest.mark.parametrize("size", [(8_000, 8_000), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_would_unpack_to_too_much_is_refused(size):
    assert shrink(BytesIO(bomb(*size))) is None


def test_a_large_jpeg_is_shown_without_unpacking_all_of_it(monkeypatch):
    monkeypatch.setattr(thumbnails, "MOST_PIXELS", 2_000_000)

    with Image.open(BytesIO(shrink(BytesIO(make_photo(size=(4000, 3000)))))) as image:
        assert image.size == (360, 480)
    assert shrink(BytesIO(make_photo("PNG", size=(2000, 1500)))) is None


def test_what_shines_through_keeps_doing_so():
    out = BytesIO()
    Image.new("LA", (20, 20), (0, 10)).save(out, "PNG")

    with Image.open(BytesIO(shrink(BytesIO(out.getvalue())))) as image:
        assert image.mode == "RGBA"
