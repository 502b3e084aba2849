"""What a system holds, counted: said when it is backed up, compared when it is restored."""

import hmac
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from aftercare.base.journal.queries import verify_chain
from aftercare.project.backup.dumps import major_version

FORMAT = 1
TABLES = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name
"""


@dataclass(frozen=True)
class Contents:
    """What is in a database."""

    tables: dict[str, int]
    migrations: list[str]
    journal: dict[str, Any]

    def differences(self, other: "Contents") -> list[str]:
        """Return in words where `other`, which should be the same, is not."""
        names = sorted({*self.tables, *other.tables})
        return [
            *(
                f"Table {name} has {other.tables.get(name, 'no')} rows instead of"
                f" {self.tables.get(name, 'no')}."
                for name in names
                if self.tables.get(name) != other.tables.get(name)
            ),
            *(["The migrations are not the same."] if self.migrations != other.migrations else []),
            *(["The journal is not the same."] if self.journal != other.journal else []),
        ]


def contents() -> Contents:
    """Return what is in the database now, or in the snapshot of the transaction."""
    return Contents(
        tables={name: _count(name) for name in tables()},
        migrations=sorted(f"{app}.{name}" for app, name in _applied()),
        journal=_journal(),
    )


def tables() -> list[str]:
    """Return the names of all tables."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [name for (name,) in cursor.fetchall()]


def manifest(found: Contents, *, at: str, gone: list[str]) -> dict[str, Any]:
    """Return what an archive says about itself."""
    return {
        "format": FORMAT,
        "aftercare": version("aftercare"),
        "postgresql": major_version(),
        "at": at,
        "secret": fingerprint(settings.SECRET_KEY),
        "gone": gone,
        **asdict(found),
    }


def fingerprint(secret: str) -> str:
    """Return what tells whether a secret is the same, and nothing else about it."""
    return hmac.digest(secret.encode(), b"aftercare backup", "sha256").hex()[:16]


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  # from the catalog
        return int(cursor.fetchone()[0])


def _applied() -> list[tuple[str, str]]:
    return list(MigrationRecorder(connection).applied_migrations())


def _journal() -> dict[str, Any]:
    chain = verify_chain()
    return {
        "entries": chain.entries,
        "sealed": chain.sealed,
        "last_seal": chain.last_digest,
        "is_intact": chain.is_intact,
    }
