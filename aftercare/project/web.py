"""The web server, as the environment describes it."""

import json
import os
import sys
from importlib import import_module

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from aftercare.project.configuration.reading import configuration
from aftercare.project.logs import logging_as

TO_BE_TOLD = "--to-be-told"
LARGE = (
    *("django.core.handlers.asgi", "django.db.models", "django.forms", "django.template"),
    *("psycopg_pool", "procrastinate", "pydantic", "phonenumbers", "PIL.Image"),
)
"""What we need of others that takes long to load, and asks for no setting."""


def main() -> None:
    """Answer browsers until asked to stop."""
    if TO_BE_TOLD in sys.argv and not _is_told():
        return
    told = configuration()
    Server(
        "aftercare.project.asgi:application",
        address=told.host,
        port=told.port,
        interface=Interfaces.ASGI,
        websockets=False,
        workers=told.web_workers,
        respawn_failed_workers=told.web_workers > 1,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
        log_dictconfig=logging_as(told.log_format),
    ).serve()


def _is_told() -> bool:
    """Load what is large until the environment comes; return whether it did."""
    for name in LARGE:
        import_module(name)
    said = sys.stdin.readline()
    os.environ.update(json.loads(said) if said else {})
    return bool(said)


if __name__ == "__main__":
    main()
