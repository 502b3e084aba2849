"""`aftercare serve` as somebody runs it, with a home of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil

from tests.migrated import copy_migrated

PARTS = ("web", "worker", "mail-receiver", "postgres.py")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Serving:
    def __init__(self, home, python=sys.executable):
        self.home, self.python = home, python
        self.command = [python, "-m", "aftercare", "serve"]
        self.port = free_port()
        self.environment = {
            "PATH": str(Path(python).parent),
            "AFTERCARE_HOME": str(home),
            "PORT": str(self.port),
            "SMTP_PORT": str(free_port()),
        }
        with (home / "log").open("w") as log:
            self.process = subprocess.Popen(
                self.command, cwd=home, env=self.environment, stdout=log, stderr=log
            )

    @property
    def said(self):
        return (self.home / "log").read_text()

    def children(self):
        found = {}
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):  # it may end while we look
                words = child.cmdline()
                found |= {name: child for name in PARTS if any(w.endswith(name) for w in words)}
        return found

    def await_child(self, name):
        """Return a process of ours, waiting for it where it is just being started again."""
        deadline = time.monotonic() + 60
        while not (child := self.children().get(name)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert child, self.said
        return child

    def await_answer(self, path="/readyz"):
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                answer = httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=5)
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            if answer.status_code == 200:
                return answer
            time.sleep(0.1)
        raise AssertionError(self.said)

    def kill_database(self):
        """End the database server, and nobody else, without a word."""
        marks = self.home / "postgres" / "data" / "postmaster.pid"
        os.kill(int(marks.read_text().split()[0]), signal.SIGKILL)

    def ask(self, script):
        """Run a script beside it, on the same data, and return what it prints."""
        done = subprocess.run(
            [self.python, "-m", "aftercare", "manage", "shell", "-v", "0", "-c", script],
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def running_serve(python=sys.executable, *, from_nothing=False):
    """Run it for as long as it is needed, and leave nothing of it."""
    # Not below pytest's folders: our PostgreSQL may run as somebody else, who is kept out of them.
    with tempfile.TemporaryDirectory(prefix="aftercare-test-") as home:
        if not from_nothing:
            copy_migrated(Path(home) / "postgres")
        serving = Serving(Path(home), python)
        try:
            serving.await_answer()
            yield serving
        finally:
            serving.process.kill()
            serving.process.wait()
