"""A database of our own with our tables, for benchmarks that need no processes beside them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from aftercare.project.postgres import own_server


@contextmanager
def own_database(folder: Path) -> Iterator[None]:
    """Set Django up over the database kept in `folder`, made there if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    with own_server(folder / "postgres") as url:
        os.environ |= {
            "AFTERCARE_HOME": str(folder / "home"),
            "AFTERCARE_INSECURE": "1",
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "aftercare.project.settings",
            "SECRET_KEY": "bench" * 10,
        }
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415  # after the settings

        call_command("migrate", verbosity=0)
        yield


def python_with(folder: Path, *packages: str) -> Path:
    """Return the Python of an environment of its own that has `packages`, made there if need be."""
    python = folder / "bin" / "python"
    if not python.exists():
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "venv", "--quiet", folder], check=True)  # noqa: S603  # ours
        install = [uv, "pip", "install", "--quiet", "--python", python]
        subprocess.run([*install, *packages], check=True)  # noqa: S603  # ours
    return python
