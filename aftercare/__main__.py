"""The command `aftercare`."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from aftercare.project.postgres import database


def main() -> None:
    """Run a command of Django on our database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercare.project.settings")
    with database(Path(os.environ.get("AFTERCARE_HOME", ".aftercare")) / "postgres"):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
