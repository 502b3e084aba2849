"""The folder where a single machine keeps everything: database, files, secret."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from aftercare.project.configuration.reading import configuration

SECRET = "secret.key"  # noqa: S105  # the name of a file


def home() -> Path:
    """Return the folder, made if it is not there."""
    folder = configuration().home
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def prepare_secret() -> None:
    """Make sure that there is a SECRET_KEY: the given one, else one made once and kept."""
    if configuration().secret_key:
        return
    keep_secret(home(), secrets.token_urlsafe(50))
    os.environ["SECRET_KEY"] = (home() / SECRET).read_text().strip()


def keep_secret(folder: Path, value: str) -> None:
    """Keep a secret in `folder`, unless one is kept there. Two at once keep the same."""
    coming = folder / f".{SECRET}.{os.getpid()}"
    coming.touch(mode=0o600)
    coming.write_text(value)
    with suppress(FileExistsError):
        (folder / SECRET).hardlink_to(coming)
    coming.unlink()
