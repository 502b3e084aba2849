"""
The browser of the tests: the one that is there, or the one Debian has.

The one without windows comes first: a page of its own takes a quarter of the time there.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

SHELL = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FONTS = "fonts-noto-cjk"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--disable-site-isolation-trials",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Each page begins its scripts anew, so what is compiled well is seldom called often enough.
    "--js-flags=--no-maglev,--no-opt",
]


@cache
def find_chromium() -> str | None:
    """Return the path of a Chromium, installed if need be and if we may."""
    lock = Path(tempfile.gettempdir()) / "aftercare-chromium.lock"
    with lock.open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        return (
            _on_path(SHELL)
            or (_install(SHELL, FONTS) and _on_path(SHELL))
            or _on_path(*NAMES)
            or (_install("chromium", FONTS) and _on_path(*NAMES))
            or None
        )


def _on_path(*names: str) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def _install(*packages: str) -> bool:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", *packages]):
        if subprocess.run([apt, *command], env=quiet, capture_output=True, check=False).returncode:
            return False
    return True
