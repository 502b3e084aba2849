"""The folder where a single machine keeps everything: database, files, secret."""

import os
import secrets
from pathlib import Path


def home() -> Path:
    """Return the folder, made if it is not there."""
    folder = Path(os.environ.get("AFTERCARE_HOME", ".aftercare")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def prepare_secret() -> None:
    """Make sure that there is a SECRET_KEY: the given one, else one made once and kept."""
    if os.environ.get("SECRET_KEY"):
        return
    if named := os.environ.get("SECRET_KEY_FILE"):
        os.environ["SECRET_KEY"] = Path(named).read_text().strip()
        return
    kept = home() / "secret.key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    os.environ["SECRET_KEY"] = kept.read_text().strip()


def secret(name: str) -> str:
    """Return a secret from the environment, or from the file that `…_FILE` names."""
    if named := os.environ.get(f"{name}_FILE"):
        return Path(named).read_text().strip()
    return os.environ.get(name, "")
