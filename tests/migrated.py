"""
The folder of a database server with all migrations applied, made once and copied from then on.

To apply them takes half a minute, and every process of pytest and every `aftercare serve` of a
test wants a server of its own. So whoever comes first applies them to a new server, stops it and
keeps its folder in pytest's cache under a hash of all that decides what is in it: what is out of
date has another name and is never found. Roles and whatever else is entered after migrating are
left out: they come from the code of today, and who starts on a copy migrates as ever.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings

from aftercare.project.postgres import own_server

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".pytest_cache" / "migrated"
DECIDING = (
    "aftercare/**/migrations/*.py",
    "aftercare/kit/guards.py",
    "aftercare/project/postgres.py",
    "aftercare/project/settings.py",
    "tests/migrated.py",
)
"""What a migrated database depends on, beside the packages that are installed."""
APPLY = """
import django
from django.core.management import call_command
from django.core.management.commands import migrate
django.setup()
from aftercare.project.tables import lay_out_tables
lay_out_tables()
migrate.emit_post_migrate_signal = lambda *_given, **_named: None
call_command("migrate", verbosity=0)
"""


@contextmanager
def migrated_server() -> Iterator[str]:
    """Give the URL of a new server whose data, all migrations applied, goes with it."""
    # Not below pytest's folders: the server may run as somebody else, who is kept out of them.
    folder = Path(tempfile.mkdtemp(prefix="aftercare-test-"))
    copy_migrated(folder)
    with own_server(folder, fate="forget") as url:
        yield url


def copy_migrated(folder: Path) -> None:
    """Put the data of a server with all migrations applied into `folder`, where there is none."""
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / _hash()
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            _forget_others()
            _make(kept)
        folder.mkdir(parents=True, exist_ok=True)
        _copy(kept, folder / "data")


def _hash() -> str:
    found = hashlib.sha256(repr((sys.version, settings.INSTALLED_APPS)).encode())
    for each in sorted(f"{each.name} {each.version}\n" for each in distributions()):
        found.update(each.encode())
    for pattern in DECIDING:
        for path in sorted(ROOT.glob(pattern)):
            found.update(f"{path.relative_to(ROOT)}\n".encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _forget_others() -> None:
    for each in KEPT.iterdir():
        if each.is_dir():
            shutil.rmtree(each)


def _make(kept: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="aftercare-test-") as made:
        folder = Path(made)
        with own_server(folder, fate="keep") as url:
            known = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "aftercare.project.settings"}
            secret = {"SECRET_KEY": settings.SECRET_KEY, "AFTERCARE_INSECURE": "1"}
            subprocess.run(
                [sys.executable, "-c", APPLY], env=os.environ | known | secret, check=True
            )
        for needless in ("log", ".handle_pids.json"):
            (folder / "data" / needless).unlink(missing_ok=True)
        begun = kept.with_suffix(".begun")
        _copy(folder / "data", begun)
        begun.rename(kept)


def _copy(data: Path, to: Path) -> None:
    # Whose files they are counts: PostgreSQL does not start on those of somebody else.
    subprocess.run(["/usr/bin/env", "cp", "-a", data, to], check=True)
