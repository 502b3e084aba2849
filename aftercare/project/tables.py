"""
The tables as all migrations leave them in an empty database, kept beside the code.

To apply a hundred migrations one after the other takes the better part of half a minute, and who
starts for the first time waits for it. So `make assets` applies them once and keeps a dump of
what comes of it. It is used only where it was made from the very migrations that are here, for a
server of the same version; otherwise they are applied as ever.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection

from aftercare.kit import guards
from aftercare.project.backup.dumps import ToolFailed, dump_of, major_version, restore_dump
from aftercare.project.postgres import own_server

FOLDER = Path(__file__).parent / "data"
PIECE = 256 * 1024


def lay_out_tables() -> None:
    """Make all tables at once, if the database has none and they are kept as they would be."""
    kept = kept_tables()
    if kept.exists() and not connection.introspection.table_names():
        # All of them or none: then migrating does what was wanted, only later.
        with suppress(ToolFailed), kept.open("rb") as dump:
            restore_dump(iter(lambda: dump.read(PIECE), b""))


def keep_tables() -> None:
    """Apply all migrations to an empty database, and keep what comes of it."""
    call_command("migrate", verbosity=0)
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("tables-*.dump"):
        old.unlink()
    begun = FOLDER / "tables.begun"
    with dump_of() as dump, begun.open("wb") as kept:
        while piece := dump.read(PIECE):
            kept.write(piece)
    begun.rename(kept_tables())


def kept_tables() -> Path:
    """Return where the tables are kept for these migrations and this server."""
    made_from = hashlib.sha256(f"{major_version()} {version('procrastinate')}".encode())
    for path in what_decides():
        made_from.update(path.read_bytes())
    return FOLDER / f"tables-{made_from.hexdigest()[:16]}.dump"


def what_decides() -> Iterator[Path]:
    """Yield the files that decide how the tables look."""
    yield Path(guards.__file__)
    for app in apps.get_app_configs():
        yield from sorted(Path(app.path, "migrations").glob("*.py"))


def _tell_nobody(*_given: object, **_named: object) -> None:
    """Let nothing be entered after migrating."""


def main() -> None:
    """Keep the tables for this code, made by a server that goes again."""
    with own_server(fate="forget") as url:
        os.environ |= {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "aftercare.project.settings",
            "AFTERCARE_INSECURE": "1",
        }
        django.setup()
        # Roles and whatever else is entered after migrating come from the code of the day.
        migrate.emit_post_migrate_signal = _tell_nobody  # type: ignore[attr-defined]  # imported there
        keep_tables()


if __name__ == "__main__":
    main()
