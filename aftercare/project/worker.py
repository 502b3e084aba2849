"""The process that runs the jobs."""

import os

import django
from procrastinate.psycopg_connector import PsycopgConnector

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercare.project.settings")


def main() -> None:
    """Run jobs until asked to stop."""
    django.setup()
    from procrastinate.contrib.django import app  # noqa: PLC0415  # needs the settings
    from procrastinate.contrib.django.utils import connector_params  # noqa: PLC0415  # likewise

    # That a job was fetched or done need not be safe on the disk before the next begins: what
    # is forgotten of it when the power fails is done again, which every job bears.
    told = connector_params()
    options = f"{told.get('options', '')} -c synchronous_commit=off".strip()
    with app.replace_connector(PsycopgConnector(kwargs=told | {"options": options})) as worker:
        worker.run_worker()


if __name__ == "__main__":
    main()
