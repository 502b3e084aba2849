"""What benchmarks stand on: a database of our own with our tables, and what it costs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import psutil
import psycopg

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


def cpu_seconds(folder: Path) -> Counter[str]:
    """Return the processor time that we, our processes and the database in `folder` have taken."""
    mark = folder / "postgres" / "data" / "postmaster.pid"
    server = psutil.Process(int(mark.read_text().split()[0]))
    ours = psutil.Process()
    taken: Counter[str] = Counter({"senders": sum(os.times()[:2])})
    for each in {server, *server.children(), *ours.children(recursive=True)}:
        # With what those have taken that have ended.
        taken[_name_of(each)] += sum(each.cpu_times()[:4])
    return taken


def _name_of(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    known = {"procrastinate": "worker", "mail-receiver": "receiver", "postgres": "database"}
    return next((name for part, name in known.items() if part in words), "others")


def wait_for_worker(database: psycopg.Connection[Any]) -> None:
    """Return when somebody does the jobs: starting is no part of what is measured."""
    while database.execute("SELECT 1 FROM procrastinate_workers").fetchone() is None:
        time.sleep(0.1)
