"""
Whether the last start has made everything ready for this very code: tables, assets, the demo.

Then there is nothing to wait for. It is looked after once more all the same, but beside what runs
already. Only of our own database it can be known: the mark lies with its data.
"""

import hashlib
import os
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from aftercare.project.home import home

ROOT = Path(__file__).parents[1]
MADE_READY_FROM = {"migrations", "static"}
"""Folders of our packages whose change has to be followed before anything runs."""


def is_prepared(purpose: str) -> bool:
    """Return whether everything is as the last start for this purpose has left it."""
    mark = _mark(purpose)
    return mark.exists() and mark.read_text() == _made_of() and _assets().exists()


def was_prepared(purpose: str) -> bool:
    """Return whether some start has made everything ready for this purpose, of whatever code."""
    return _mark(purpose).exists()


def note_prepared(purpose: str) -> None:
    """Remember that everything is ready for this purpose."""
    if _mark(purpose).parent.exists():
        _mark(purpose).write_text(_made_of())


def _mark(purpose: str) -> Path:
    return home() / "postgres" / f"ready-to-{purpose}"


def _assets() -> Path:
    return home() / "static" / "staticfiles.json"


def _made_of() -> str:
    told = hashlib.sha256(os.environ["DATABASE_URL"].encode())
    for path in _followed():
        found = path.stat()
        told.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return told.hexdigest()


def _followed() -> Iterator[Path]:
    yield Path(sysconfig.get_path("purelib"))  # changes with whatever is installed or removed
    for folder, inner, names in os.walk(ROOT):
        inner[:] = sorted(set(inner) - {"__pycache__"})
        if MADE_READY_FROM.intersection(Path(folder).relative_to(ROOT).parts):
            yield from (Path(folder, name) for name in sorted(names))
