"""Whoever installs the wheel needs Python and nothing else: no Node, no compiler, no checkout."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.faults.serving import running_serve

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A fresh environment with the wheel of this checkout in it: its Python."""
    folder = tmp_path_factory.mktemp("wheel")
    _uv("build", "--wheel", "--quiet", "--out-dir", folder, ROOT)
    _uv("venv", "--quiet", "--python", sys.executable, folder / "venv")
    python = folder / "venv" / "bin" / "python"
    (wheel,) = folder.glob("*.whl")
    locked = ROOT / "requirements.txt"
    _uv("pip", "install", "--quiet", "--python", python, "--constraint", locked, wheel)
    return str(python)


def _uv(*arguments):
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, *map(str, arguments)], check=True)


def test_serves_its_pages_with_all_that_they_need(installed):
    with running_serve(installed, from_nothing=True) as serving:
        address = f"http://127.0.0.1:{serving.port}"
        wishes = {"headers": {"Accept-Language": "zh-hans"}, "timeout": 30}
        with httpx.Client(base_url=address, follow_redirects=True, **wishes) as browser:
            page = browser.get("/account/login/")
            needed = re.findall(r'(?:src|href)="(/static/[^"#]+)', page.text)
            answers = {path: browser.get(path).status_code for path in needed}

    assert page.status_code == 200
    assert "登录" in page.text
    assert {Path(path).suffix for path in needed} >= {".css", ".js", ".svg"}
    assert set(answers.values()) == {200}
