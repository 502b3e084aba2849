import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from aftercare.base.files.queries import stored_files
from aftercare.project.backup.archive import Archive, digest_of
from aftercare.project.backup.contents import FORMAT, Contents, contents, fingerprint, tables
from aftercare.project.backup.dumps import major_version, restore_dump
from aftercare.project.health import migrations_to_come

OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


class CannotRestore(Exception):
    """What is here, or what is in the file, does not allow it."""


@dataclass(frozen=True)
class Proof:
    """What was found after a restore, beside what had to be there."""

    contents: Contents
    files: int
    differences: list[str]
    gone: list[str]
    """Content that was lost already when the backup was made."""
    migrated: list[str]
    has_same_secret: bool


def manifest_of(archive: Archive) -> dict[str, Any]:
    """Return what an archive says about itself. Raises `CannotRestore`."""
    said: dict[str, Any] = json.loads(archive.read("manifest.json") or b"{}")
    if said.get("format") != FORMAT:
        raise CannotRestore(
            f"{archive.path} was written in format {said.get('format', 'none')}, and this Aftercare"
            f" reads format {FORMAT}. Use the Aftercare that wrote it:"
            f" {said.get('aftercare', 'unknown')}."
        )
    return said


def must_be_known(said: dict[str, Any]) -> None:
    """Refuse what a newer Aftercare, or PostgreSQL, has written. Raises `CannotRestore`."""
    if said["postgresql"] > major_version():
        raise CannotRestore(
            f"The backup is of PostgreSQL {said['postgresql']}, and the server is"
            f" {major_version()}. Restore onto the same version or a newer one."
        )
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    strange = sorted(set(said["migrations"]) - known)
    if strange:
        raise CannotRestore(
            f"The backup is of Aftercare {said['aftercare']}, which is newer than this one: it"
            f" knows {strange[0]}. Install that version first."
        )


def must_be_alone() -> None:
    """Refuse to restore under somebody who works. Raises `CannotRestore`."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        others = cursor.fetchone()[0]
    if others:
        raise CannotRestore(
            f"{others} other programs use this database. Stop Aftercare on all machines first."
        )


def is_empty() -> bool:
    """Return whether there is nothing here that a restore would overwrite."""
    return not tables() and not any(_paths(storages["files"]))


def clear() -> None:
    """Remove everything that is here."""
    with connection.cursor() as cursor:
        # A restore that was killed may have come no further than this.
        cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    storage = storages["files"]
    for path in list(_paths(storage)):
        storage.delete(path)


def restore(archive: Archive, said: dict[str, Any]) -> Proof:
    """
    Bring everything back and prove it: the files first, then the database in one step.

    Killed in the middle, it leaves files nobody speaks of and an empty database. Raises
    `ToolFailed`.
    """
    storage = storages["files"]
    for path, content in archive.members("files"):
        storage.save(path, File(content))
    restore_dump(content.read() for _name, content in archive.members("database"))
    connection.close()
    return _prove(said)


def _prove(said: dict[str, Any]) -> Proof:
    expected = Contents(said["tables"], said["migrations"], said["journal"])
    found = contents()
    files, damaged = _look_at_files(set(said["gone"]))
    waiting = migrations_to_come()
    call_command("migrate", verbosity=0)
    return Proof(
        contents=found,
        files=files,
        differences=expected.differences(found) + damaged,
        gone=said["gone"],
        migrated=waiting,
        has_same_secret=said["secret"] == fingerprint(settings.SECRET_KEY),
    )


def _look_at_files(gone: set[str]) -> tuple[int, list[str]]:
    storage, damaged, number = storages["files"], [], 0
    for file in stored_files().iterator():
        if file.sha256 in gone:
            continue
        try:
            with storage.open(file.path) as content:
                number += 1
                if digest_of(content) != file.sha256:
                    damaged.append(f"The file {file.sha256} is not what it was.")
        except FileNotFoundError:
            damaged.append(f"The file {file.sha256} is missing.")
    return number, damaged


def _paths(storage: Storage, folder: str = "") -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}{name}"
    for name in folders:
        yield from _paths(storage, f"{folder}{name}/")
