import hashlib
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder
from whitenoise.base import WhiteNoise

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

CHUNK = 256 * 1024
FOREIGN = "django_htmx"
"""A package that brings scripts we have from elsewhere."""
HASHED = re.compile(r"\.[0-9a-f]{12}\.")


class Assets:
    """
    Answers for styles, scripts, fonts and icons before anything else is woken.

    Serves what `collectstatic` has put together, compressed and marked by its content; or,
    where nothing has been collected, the files as they lie in the packages.
    """

    def __init__(self, app: App) -> None:
        self.app = app
        collected = Path(settings.STATIC_ROOT)
        is_collected = (collected / "staticfiles.json").exists()
        self.files = WhiteNoise(
            _no_wsgi,
            autorefresh=not is_collected,
            immutable_file_test=HASHED.pattern,
            allow_all_origins=False,
        )
        for folder in [collected] if is_collected else _folders():
            self.files.add_files(str(folder), prefix=settings.STATIC_URL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on what is none of ours."""
        if scope["type"] == "http" and scope["path"].startswith(settings.STATIC_URL):
            await self._serve(scope, send)
        else:
            await self.app(scope, receive, send)

    async def _serve(self, scope: Scope, send: Send) -> None:
        path = scope["path"]
        look = self.files.find_file if self.files.autorefresh else self.files.files.get
        file = look(path)
        if file is None:
            await _answer(send, 404, [])
            return
        asked = {
            f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}": value.decode("latin-1")
            for name, value in scope["headers"]
        }
        found = file.get_response(scope["method"], asked)
        headers = [*found.headers, ("X-Content-Type-Options", "nosniff")]
        await _answer(send, int(found.status), headers, found.file)


def collect_assets() -> None:
    """
    Put all assets together, compressed and named by their content, where they are served from.

    Takes some seconds, and nothing if it has been done for these very files. Run it before
    the web process starts: that looks once for what has been collected.
    """
    root = Path(settings.STATIC_ROOT)
    stamp, made_of = root / ".made-of", _made_of()
    if stamp.exists() and stamp.read_text() == made_of:
        return
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--clear"]
    wishes = ["--verbosity=0", f"--ignore={FOREIGN}"]
    subprocess.run([*command, *wishes], check=True)  # noqa: S603  # ourselves
    stamp.write_text(made_of)


def _made_of() -> str:
    parts = [
        f"{path.relative_to(folder)} {found.st_size} {found.st_mtime_ns}"
        for folder in _folders()
        for path in sorted(folder.rglob("*"))
        if (found := path.stat()) and path.is_file()
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


async def _answer(
    send: Send, status: int, headers: list[tuple[str, str]], file: Any = None
) -> None:
    raw = [
        (name.lower().encode("latin-1"), str(value).encode("latin-1")) for name, value in headers
    ]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    if file is not None:
        with file:
            while chunk := file.read(CHUNK):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _folders() -> list[Path]:
    return [Path(each.location) for each in AppDirectoriesFinder().storages.values()]


def _no_wsgi(environ: Any, start_response: Any) -> Any:
    raise NotImplementedError
