import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection, transaction

from aftercare.base.files.queries import stored_files
from aftercare.kit import clock
from aftercare.project.backup.archive import Writer, written_archive
from aftercare.project.backup.contents import Contents, contents, manifest
from aftercare.project.backup.dumps import dump_of
from aftercare.project.home import SECRET


@dataclass(frozen=True)
class Backup:
    """What was written, and what could not be."""

    contents: Contents
    files: int
    size: int
    lost: list[str]
    """Content that is not where it should be, or not what it was."""


def write_backup(path: Path, *, with_secret: bool = True) -> Backup:
    """
    Write everything into one file, as it is at one moment, while the system runs.

    Nothing is held whole in memory, and the file has its name only once it is safe on the
    disk. Raises `ToolFailed`.
    """
    with written_archive(path) as archive, _moment() as snapshot:
        found = contents()
        if with_secret and (key := kept_secret()):
            archive.add(SECRET, key)
        with dump_of(snapshot) as dump:
            archive.add_pieces("database", dump)
        files, lost = _add_files(archive)
        said = manifest(found, at=clock.now().isoformat(), gone=lost)
        archive.add("manifest.json", json.dumps(said, indent=1).encode())
    return Backup(contents=found, files=files, size=path.stat().st_size, lost=lost)


def kept_secret() -> bytes | None:
    """Return the secret key, if it is kept in our home and not given by the environment."""
    kept: Path = settings.TOLD.home / SECRET
    if kept.exists() and kept.read_text().strip() == settings.SECRET_KEY:
        return kept.read_bytes()
    return None


@contextmanager
def _moment() -> Iterator[str]:
    """Give the name of a snapshot that we and the tools of PostgreSQL look at."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def _add_files(archive: Writer) -> tuple[int, list[str]]:
    storage = storages["files"]
    lost, number = [], 0
    for file in stored_files().iterator():
        try:
            with storage.open(file.path) as content:
                size = storage.size(file.path)
                digest = archive.add_stream(f"files/{file.path}", content, size=size)
        except FileNotFoundError:
            lost.append(file.sha256)
            continue
        if digest != file.sha256:
            lost.append(file.sha256)
        number += 1
    return number, lost
