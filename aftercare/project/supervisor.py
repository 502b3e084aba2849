"""Runs the processes of one machine, starts again what dies, and stops all of them in order."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

STOP_WITHIN = 12
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
CALM = 60.0
"""Seconds a process has to live for its next death to count as the first."""


@dataclass
class Child:
    """One process, and what is known of its deaths."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float = 0.0


@dataclass
class Supervisor:
    """The processes of one machine: web, jobs, mail, and in a demo the mailbox of customers."""

    host: str = "127.0.0.1"
    port: int = 8000
    smtp_port: int = 2525
    outbox: Path | None = None
    only: str = ""
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def run(self) -> int:
        """Run until somebody asks to stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        self.children = [
            Child(name, command)
            for name, command in self._commands().items()
            if self.only in {"", name}
        ]
        while not self.stopping:
            for child in self.children:
                self._tend(child)
            time.sleep(0.2)
        self._stop()
        return 0

    def _commands(self) -> dict[str, list[str]]:
        us = [sys.executable, "-m", "aftercare"]
        commands = {
            "web": [
                *(sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws"),
                *("--host", self.host, "--port", str(self.port), "--workers-kill-timeout", "3"),
                *("--log-level", "warning", "aftercare.project.asgi:application"),
            ],
            "worker": [
                *(*us, "manage", "procrastinate", "worker", "--concurrency", "2"),
                # A notice that comes while the worker looks for jobs is lost on it.
                *("--fetch-job-polling-interval", "0.5", "--delete-jobs", "successful"),
            ],
            "mail": [*us, "mail-receiver", "--host", self.host, "--smtp-port", str(self.smtp_port)],
        }
        if self.outbox:
            self.outbox.mkdir(parents=True, exist_ok=True)
            commands["outbox"] = [
                *(sys.executable, "-m", "aiosmtpd", "-n", "-l", "127.0.0.1:2526"),
                *("-c", "aiosmtpd.handlers.Mailbox", str(self.outbox / "mail")),
            ]
        return commands

    def _tend(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.again_at:
                child.process, child.started = self._start(child), now
            return
        code = child.process.poll()
        if code is None:
            return
        child.pause = FIRST_PAUSE if now - child.started > CALM else child.pause
        print(f"{child.name} ended with {code}; starting it again", file=sys.stderr)  # noqa: T201  # for who watches
        child.process, child.again_at = None, now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _start(self, child: Child) -> "subprocess.Popen[bytes]":
        # Apart from our terminal, so that Ctrl-C reaches us alone and we stop them in order.
        return subprocess.Popen(  # noqa: S603  # our own programs
            child.command, env=dict(os.environ), start_new_session=True
        )

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _stop(self) -> None:
        for name in ("mail", "web", "worker", "outbox"):
            for child in self.children:
                if child.name == name and child.process:
                    child.process.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()


def port_is_free(port: int) -> bool:
    """Return whether nobody listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
