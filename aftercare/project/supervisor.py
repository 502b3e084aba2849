"""Runs the processes of one machine, starts again what dies, and stops all of them in order."""

import ctypes
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import active_children
from pathlib import Path
from types import FrameType

log = logging.getLogger(__name__)

ORDER = (("mail", "web"), ("worker",), ("outbox",))
"""Who stops when: first nothing comes in any longer, then what is being done is finished."""
WEB = [sys.executable, "-m", "aftercare.project.web"]
PR_SET_PDEATHSIG = 1
STOP_WITHIN = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
HEAD_START = 1.5
"""Seconds for which the web, for which somebody waits, has the processors alone."""
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

    outbox: Path | None = None
    outbox_port: int = 2526
    only: str = ""
    web: "subprocess.Popen[bytes] | None" = None
    """The web process, if it was begun beforehand (`begin_web`)."""
    children: list[Child] = field(default_factory=list)
    is_stopping: bool = False

    def run(self) -> int:
        """Run until somebody asks to stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        self.children = [
            Child(name, command)
            for name, command in self._commands().items()
            if self.only in {"", name}
        ]
        if self.web and self.children[0].name == "web":
            self._tell_web(self.children[0], self.web)
        for child in self.children[1:]:
            child.again_at = time.monotonic() + HEAD_START
        while not self.is_stopping:
            for child in self.children:
                self._tend(child)
            active_children()  # buries what was begun beside us and has ended
            time.sleep(0.2)
        self._stop()
        return 0

    def _tell_web(self, child: Child, web: "subprocess.Popen[bytes]") -> None:
        """Let the web process go on; if it has died meanwhile, `_tend` sees it."""
        child.process, child.started = web, time.monotonic()
        with suppress(BrokenPipeError), web.stdin as told:  # type: ignore[union-attr]  # a pipe
            told.write(json.dumps(dict(os.environ)).encode() + b"\n")

    def _commands(self) -> dict[str, list[str]]:
        us = [sys.executable, "-m", "aftercare"]
        commands = {
            "web": WEB,
            # `aftercare check` is for those who ask; the worker need not load every page for it.
            "worker": [*us, "manage", "procrastinate", "--skip-checks", "worker"],
            "mail": [*us, "mail-receiver"],
        }
        if self.outbox:
            self.outbox.mkdir(parents=True, exist_ok=True)
            commands["outbox"] = [
                *(sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{self.outbox_port}"),
                *("-c", "aiosmtpd.handlers.Mailbox", str(self.outbox / "mail")),
            ]
        return commands

    def _tend(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.again_at:
                child.process, child.started = _start(child.command), now
            return
        code = child.process.poll()
        if code is None:
            return
        child.pause = FIRST_PAUSE if now - child.started > CALM else child.pause
        _kill_group(child.process)
        log.error("%s ended with %s and is started again", child.name, code)
        child.process, child.again_at = None, now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def _stop(self) -> None:
        for names in ORDER:
            running = [child.process for child in self.children if child.name in names]
            _end([process for process in running if process])


def begin_web() -> "subprocess.Popen[bytes]":
    """
    Begin the web process while the database is still to be started.

    It loads what needs no environment, and goes on when a `Supervisor` tells it the rest; it ends
    if nobody does.
    """
    return _start([*WEB, "--to-be-told"], stdin=subprocess.PIPE)


def _start(command: list[str], *, stdin: int | None = None) -> "subprocess.Popen[bytes]":
    # Apart from our terminal, so that Ctrl-C reaches us alone and we stop them in order.
    return subprocess.Popen(  # noqa: S603  # our own programs
        command,
        env=dict(os.environ),
        stdin=stdin,
        start_new_session=True,
        preexec_fn=partial(die_with, os.getpid()),  # noqa: PLW1509  # there are no other threads here
    )


def die_with(parent: int) -> None:
    """Ask to be stopped when the process that began this one dies; end if it has died already."""
    # Killed outright, it could not stop anybody; Linux then does it.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


def _end(processes: "list[subprocess.Popen[bytes]]") -> None:
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _kill_group(process)
            process.wait()


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    # A web server has workers of its own, which would go on and hold its port.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def port_is_free(host: str, port: int) -> bool:
    """Return whether nobody listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
