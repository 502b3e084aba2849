"""
Mail to case: how many a second, beside django-helpdesk importing the same mails.

    nice .venv/bin/python -m bench.intake --mails 1000 --folder /tmp/bench-intake

Ours is the way of a real mail: SMTP into the receiver, stored, taken in by the jobs of
`aftercare serve`, until the last case is there with its promises, entries and search entry.
The peer reads the same mails from a folder, without SMTP, in one process, as its own command
does; it is installed from the package index into an environment of its own. Both use the same
PostgreSQL server. Also printed: the processor time that all our processes and the
database have taken for a mail, and how long one mail takes from being accepted to being a case.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import smtplib
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import django
import psycopg

from aftercare.project.postgres import own_server
from bench.mails import SUPPORT, mails
from bench.setting import cpu_seconds, python_with, wait_for_worker

PEER = "django-helpdesk==2.6.1"
SENDERS = 4
SINGLE = 20


def main() -> None:
    """Measure both and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=300)
    options.add_argument("--folder", type=Path, default=Path("/tmp/aftercare-bench-intake"))  # noqa: S108  # a scratch
    given = options.parse_args()
    shutil.rmtree(given.folder / "run", ignore_errors=True)
    run = given.folder / "run"
    run.mkdir(parents=True)
    letters = list(mails(given.mails))
    with own_server(run / "postgres") as url:
        ours = measure_ours(run, url, letters)
        theirs = measure_peer(given.folder, run, url, letters)
    _say(str(ours))
    ours_rate, their_rate = (given.mails / each["seconds"] for each in (ours, theirs))
    _say(f"mails {given.mails}")
    _say(f"aftercare        {ours_rate:7.1f} mails/s   {ours}")
    _say(f"django-helpdesk  {their_rate:7.1f} mails/s   {theirs}")
    _say(f"ours / theirs    {ours_rate / their_rate:7.2f}")


def measure_ours(run: Path, url: str, letters: list[EmailMessage]) -> dict[str, Any]:
    """Send everything by SMTP to the real processes and wait until the last case is there."""
    web, smtp = free_port(), free_port()
    set_up_company(run / "home", url)
    with serving(web, smtp), psycopg.connect(url, autocommit=True) as database:
        wait_for_worker(database)
        begun, before = time.monotonic(), cpu_seconds(run)
        with ThreadPoolExecutor(SENDERS) as pool:
            shares = [letters[n::SENDERS] for n in range(SENDERS)]
            list(pool.map(lambda share: send(smtp, share), shares))
        accepted = time.monotonic() - begun
        wait_for(database, len(letters))
        seconds = time.monotonic() - begun
        used = cpu_seconds(run) - before
        singles = _one_by_one(smtp, database, len(letters))
    return {
        "seconds": round(seconds, 2),
        "CPU ms a mail": {name: round(1000 * used[name] / len(letters), 1) for name in used},
        "accepted after": round(accepted, 2),
        "one alone, median ms": round(1000 * statistics.median(singles)),
        "one alone, slowest ms": round(1000 * max(singles)),
    }


def set_up_company(home: Path, url: str) -> None:
    """Make the tables and one mailbox, for this process and those it starts."""
    os.environ |= {
        "AFTERCARE_HOME": str(home),
        "AFTERCARE_INSECURE": "1",
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "aftercare.project.settings",
        "SECRET_KEY": "bench" * 10,
    }
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # after the settings

    from aftercare.domain.conversations.operations.channels import set_up_channel  # noqa: PLC0415
    from aftercare.kit.actors import SYSTEM  # noqa: PLC0415
    from aftercare.kit.clock import now  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    set_up_channel(
        None,
        code="support",
        kind="email",
        name="Support",
        address=SUPPORT,
        settings={},
        secrets={},
        actor=SYSTEM,
        at=now(),
    )


@contextmanager
def serving(web: int, smtp: int) -> Iterator[None]:
    """Run everything as `aftercare serve` does."""
    command = [sys.executable, "-m", "aftercare", "serve"]
    ports = ["--port", str(web), "--smtp-port", str(smtp)]
    with subprocess.Popen([*command, *ports], stderr=subprocess.DEVNULL) as process:  # noqa: S603  # ours
        try:
            while not _answers(smtp) or not _answers(web):
                time.sleep(0.1)
            time.sleep(2)
            yield
        finally:
            process.terminate()


def send(port: int, letters: list[EmailMessage]) -> None:
    """Send mails over one connection, as a forwarding server does."""
    with smtplib.SMTP("127.0.0.1", port) as server:
        for letter in letters:
            server.send_message(letter, "customer@shop.example", [SUPPORT])


def wait_for(database: psycopg.Connection[Any], cases: int) -> None:
    """Return when there are so many cases and no job waits."""
    while True:
        row = database.execute(
            "SELECT (SELECT count(*) FROM cases_case) >= %s AND NOT EXISTS (SELECT FROM"
            " procrastinate_jobs WHERE status IN ('todo', 'doing') AND queueing_lock IS NULL)",
            [cases],
        ).fetchone()
        if row and row[0]:
            return
        time.sleep(0.05)


def _one_by_one(smtp: int, database: psycopg.Connection[Any], known: int) -> list[float]:
    seconds: list[float] = []
    for letter in mails(SINGLE, seed=2):
        del letter["Message-ID"]
        letter["Message-ID"] = f"<single-{len(seconds)}@shop.example>"
        begun = time.monotonic()
        send(smtp, [letter])
        while not _is_there(database, known + len(seconds) + 1):
            time.sleep(0.005)
        seconds.append(time.monotonic() - begun)
    return seconds


def _is_there(database: psycopg.Connection[Any], cases: int) -> bool:
    row = database.execute("SELECT count(*) FROM cases_case").fetchone()
    return bool(row and row[0] >= cases)


def measure_peer(folder: Path, run: Path, url: str, letters: list[EmailMessage]) -> dict[str, Any]:
    """Have django-helpdesk import the same mails."""
    python = python_with(folder / "peer", PEER, "psycopg[binary]")
    inbox = run / "inbox"
    inbox.mkdir()
    for number, letter in enumerate(letters):
        # It reads files as UTF-8 and stops at the first that is not; so it gets them as 7 bit.
        (inbox / f"{number:06}").write_text(letter.as_string())
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("CREATE DATABASE helpdesk")
    theirs = url.replace("/postgres?", "/helpdesk?")
    script = Path(__file__).parent / "peers" / "import_mails.py"
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(  # noqa: S603  # ours
        [python, script, theirs, inbox], check=True, stdout=subprocess.PIPE, env=environment
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures | {"seconds": round(figures["seconds"], 2)}


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # figures are what it is for


if __name__ == "__main__":
    main()
