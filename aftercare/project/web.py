"""The web server, as the environment describes it."""

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from aftercare.project.configuration.reading import configuration
from aftercare.project.logs import logging_as


def main() -> None:
    """Answer browsers until asked to stop."""
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


if __name__ == "__main__":
    main()
