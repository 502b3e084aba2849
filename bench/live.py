"""
Live listeners: how soon do all browsers hear, and what does a listener cost.

    nice .venv/bin/python -m bench.live --listeners 500 --rounds 40

Starts a database and one web worker of its own; each listener is a connection as a browser
keeps it, signed in, with middleware and all. A round is one NOTIFY that concerns everybody;
the time runs from before it until a listener has read it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg

from aftercare.project.postgres import own_server

SECRET = "bench"  # noqa: S105  # lives as long as the measurement
PAUSE = 0.5
EVENT = re.compile(rb'data: {"entry": (\d+)}')


async def listen(port: int, cookie: str, heard: list[float], ready: asyncio.Event) -> None:
    """Keep a stream open and note how old each notice is when it comes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET /live?topics=user:1 HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()
    )
    while line := await reader.readline():
        if b"retry:" in line:
            ready.set()
        if (found := EVENT.search(line)) and int(found[1]):
            heard.append((time.monotonic_ns() - int(found[1])) / 1e6)


async def measure(
    port: int, cookie: str, url: str, listeners: int, rounds: int
) -> dict[str, float]:
    """Let everybody listen, tell them something so many times, return the figures."""
    heard: list[float] = []
    events = [asyncio.Event() for _ in range(listeners)]
    tasks = []
    for event in events:
        tasks.append(asyncio.create_task(listen(port, cookie, heard, event)))
        await asyncio.sleep(0.005)
    await asyncio.wait_for(asyncio.gather(*(event.wait() for event in events)), 120)
    await asyncio.sleep(2)

    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        for _ in range(rounds):
            notice = json.dumps({"topics": ["user:1"], "entry": time.monotonic_ns()})
            await connection.execute("SELECT pg_notify('live', %s)", [notice])
            await asyncio.sleep(PAUSE)
    for task in tasks:
        task.cancel()
    marks = statistics.quantiles(heard, n=100)
    return {
        "heard": len(heard),
        "expected": listeners * rounds,
        "p50 ms": round(marks[49], 1),
        "p99 ms": round(marks[98], 1),
        "slowest ms": round(max(heard), 1),
    }


@contextmanager
def web(url: str) -> Iterator[tuple[int, int]]:
    """Run one web worker; give its port and the id of its process group."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--no-ws",
        "--port",
        str(port),
    ]
    with subprocess.Popen(  # noqa: S603  # ourselves
        [*command, "aftercare.project.asgi:application"],
        env={**os.environ, "DATABASE_URL": url, "SECRET_KEY": SECRET},
        start_new_session=True,
    ) as process:
        for _ in range(100):
            time.sleep(0.1)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield port, process.pid
        begun = time.monotonic()
        process.terminate()
        process.wait(30)
        print(f"stopped in {time.monotonic() - begun:.1f} s")  # noqa: T201


def resident(group: int) -> tuple[float, int, int]:
    """Return MB in memory, threads and file handles of a process group."""
    memory = threads = handles = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if os.getpgid(int(status.parent.name)) != group:
                continue
            text = status.read_text()
            memory += int(re.search(r"VmRSS:\s+(\d+)", text)[1])  # type: ignore[index]
            threads += int(re.search(r"Threads:\s+(\d+)", text)[1])  # type: ignore[index]
            handles += len(list((status.parent / "fd").iterdir()))
        except (ProcessLookupError, FileNotFoundError):
            continue
    return memory / 1024, threads, handles


def sign_in() -> str:
    """Make the tables and one user, and return the cookie of a session."""
    from django.conf import settings  # noqa: PLC0415  # after the settings
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from aftercare.base.people.models import User  # noqa: PLC0415
    from aftercare.kit.clock import now  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    user = User.objects.create(email="a@b.example", handle="a", name="A", joined_at=now())
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listeners", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=40)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, own_server() as url:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "aftercare.project.settings",
            "DATABASE_URL": url,
            "SECRET_KEY": SECRET,
            "AFTERCARE_HOME": home,
        }
        django.setup()
        cookie = sign_in()
        with web(url) as (port, group):
            time.sleep(1)
            before = resident(group)
            task = measure(port, cookie, url, asked.listeners, asked.rounds)

            async def scene() -> tuple[dict[str, float], tuple[float, int, int], int]:
                running = asyncio.create_task(task)
                await asyncio.sleep(asked.listeners * 0.02 + asked.rounds * PAUSE / 2)
                held = resident(group)
                with psycopg.connect(url) as own:
                    row = own.execute(
                        "SELECT count(*) FROM pg_stat_activity WHERE usename IS NOT NULL"
                    )
                    connections = row.fetchone()[0]  # type: ignore[index]
                return await running, held, connections - 1

            figures, held, connections = asyncio.run(scene())
            print(json.dumps(figures, indent=1))  # noqa: T201
            print(  # noqa: T201
                f"memory {before[0]:.0f} → {held[0]:.0f} MB, threads {before[1]} → {held[1]}, "
                f"files {before[2]} → {held[2]}, database connections {connections}"
            )


if __name__ == "__main__":
    main()
