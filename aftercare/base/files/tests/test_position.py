import time
from io import BytesIO
from random import Random
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from aftercare.base.files.policies.position import blank_position
from aftercare.base.files.tests.make import XMP, make_packed_png, make_photo


def blanked(photo):
    copy = bytearray(photo)
    blank_position(copy)
    assert len(copy) == len(photo)
    return bytes(copy)


def gps_of(photo):
    with Image.open(BytesIO(photo)) as image:
        return image.getexif().get_ifd(ExifTags.IFD.GPSInfo)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_loses_its_place_and_nothing_else(kind):
    photo = make_photo(kind)
    assert gps_of(photo)[ExifTags.GPS.GPSLatitude] == (14.0, 35.0, 30.5)

    after = blanked(photo)

    assert gps_of(after) == {}
    with Image.open(BytesIO(after)) as kept, Image.open(BytesIO(photo)) as came:
        assert kept.tobytes() == came.tobytes()
        assert kept.getexif()[ExifTags.Base.Orientation] == 6
        assert kept.getexif()[ExifTags.Base.Make] == "Phone"


def test_not_a_byte_of_the_place_is_left():
    photo = make_photo()
    numbers = [pack(order + "II", *pair) for order in "<>" for pair in ((35, 1), (61, 2))]
    assert any(number in photo for number in numbers)

    after = blanked(photo)

    assert not any(number in after for number in numbers)


def test_pictures_inside_a_picture_lose_theirs():
    after = blanked(make_photo() + b"\x00 gain map \x00" + make_photo())

    assert gps_of(after) == gps_of(after[after.rindex(b"\xff\xd8\xff") :]) == {}


def test_containers_no_library_reads_lose_it_too():
    exif = make_photo()
    tiff = exif[exif.index(b"Exif\x00\x00") + 6 :][:400]
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00\x00\x00\x00" + tiff
    little = tiff.startswith(b"II")
    seconds = pack("<II" if little else ">II", 61, 2)
    assert seconds in heic

    assert seconds not in blanked(heic)


def test_the_place_leaves_descriptions_too():
    after = blanked(make_photo(gps=False, xmp=XMP))

    assert b"14,35" not in after
    assert b"121.00" not in after
    assert b"35/1" not in after
    assert b'tiff:Make="Phone"' in after


def test_a_png_stays_whole_and_hides_nothing():
    after = blanked(make_packed_png())

    with Image.open(BytesIO(after)) as image:
        image.verify()
    with Image.open(BytesIO(after)) as image:
        image.load()
        assert set(image.text) == {"Comment", "Title"}
        assert image.text["Title"] == "Board 7"
        assert not image.text["Comment"].strip()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_without_a_place_stays_as_it_is(kind):
    photo = make_photo(kind, gps=False)

    assert blanked(photo) == photo


@given(st.binary(max_size=200), st.integers(0, 300), st.binary(max_size=40))
def test_no_bytes_are_too_bad(noise, place, more):
    photo = make_photo()
    for mark in (b"II*\x00", b"MM\x00*", b"\x89PNG\r\n\x1a\n", b"<rdf:RDF"):
        blanked(mark + noise)
        blanked(photo[:place] + more + photo[place + len(more) :])


def test_directories_that_go_in_circles_come_to_an_end():
    circle = b"II*\x00" + pack("<I", 8) + pack("<HHHII", 1, 0x0112, 3, 1, 6) + pack("<I", 8)

    assert blanked(circle) == circle


def test_a_large_photo_takes_no_time():
    noise = bytearray(Random(7).randbytes(30 * 2**20))
    noise[1000:1000] = make_photo()
    began = time.perf_counter()

    blank_position(noise)

    assert time.perf_counter() - began < 2
