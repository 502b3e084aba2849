"""Files are kept in a bucket as in a folder."""

import tracemalloc
from io import BytesIO

import pytest
from PIL import Image

from aftercare.base.files.models import StoredFile
from aftercare.base.files.operations import remove_forsaken_files
from aftercare.base.files.steps import store
from aftercare.base.files.tests.make import NOON, make_photo
from aftercare.kit.actors import SYSTEM
from aftercare.project.storage import bucket
from aftercare.project.tests.bucket import running_bucket


@pytest.fixture
def objects(settings, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with running_bucket() as (address, held):
        place = bucket("northwell", endpoint=address, region="eu-central-1", prefix="aftercare")
        settings.STORAGES = settings.STORAGES | {"files": place}
        yield held


def test_content_is_kept_once_and_read_again(db, objects):
    first, second = store(b"log", at=NOON), store(BytesIO(b"log"), at=NOON)

    assert first == second
    assert objects == {f"/northwell/aftercare/{first.path}": b"log"}
    with first.open() as content:
        assert content.read() == b"log"


def test_a_large_file_is_never_held_whole(db, objects):
    kept = store(b"\x01" * (7 * 2**20), at=NOON)

    tracemalloc.start()
    size = 0
    with kept.open() as content:
        while piece := content.read(2**18):
            size += len(piece)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size == 7 * 2**20
    assert peak < 4 * 2**20


def test_pictures_are_shown_small(db, objects):
    file = store(make_photo(size=(1600, 1200)), at=NOON)

    for _ in range(2):
        with file.open_thumbnail() as small, Image.open(small) as image:
            assert image.size == (360, 480)
    assert len(objects) == 2


def test_content_that_is_gone_is_said_so(db, objects):
    file = store(b"log", at=NOON)
    objects.clear()

    with pytest.raises(FileNotFoundError):
        file.open()


def test_what_nothing_speaks_of_goes(db, objects):
    store(b"log", at=NOON)

    remove_forsaken_files(keep_days=0, actor=SYSTEM, at=NOON.replace(year=2027))

    assert objects == {}
    assert not StoredFile.objects.exists()
