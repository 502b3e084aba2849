"""
Import a folder of mails into django-helpdesk, by its own code, and print how long it took.

Run by `bench.intake` with the Python of an environment that has django-helpdesk:

    python import_mails.py DATABASE_URL FOLDER
"""

import json
import logging
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.conf import settings

HELPDESK = "django-helpdesk"
urlpatterns: list[Any] = []


def configure(url: str, media: Path) -> None:
    """Give it the settings its documentation asks for, and no mail to send."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    settings.configure(
        SECRET_KEY="bench",  # noqa: S106  # lives as long as the measurement
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.sites",
            "django.contrib.humanize",
            "rest_framework",
            "helpdesk",
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": unquote(parts.path[1:]),
                "USER": parts.username,
                "HOST": options["host"],
            }
        },
        USE_TZ=True,
        SITE_ID=1,
        HELPDESK_TEAMS_MODE_ENABLED=False,
        MEDIA_ROOT=str(media),
        ROOT_URLCONF=__name__,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
    )
    django.setup()
    from django.urls import include, path  # noqa: PLC0415, TID251  # after the settings; theirs

    urlpatterns.append(path("", include("helpdesk.urls")))


def main(url: str, folder: str) -> None:
    """Make the tables, import everything in the folder, print the figures as JSON."""
    configure(url, Path(folder).parent / "media")
    from django.core.management import call_command  # noqa: PLC0415  # after the settings
    from helpdesk.email import process_queue  # noqa: PLC0415  # likewise
    from helpdesk.models import Queue, Ticket  # noqa: PLC0415  # likewise

    call_command("migrate", verbosity=0)
    logging.disable(logging.CRITICAL)
    queue = Queue.objects.create(
        title="Support",
        slug="support",
        email_address="support@northwell.example",
        email_box_type="local",
        email_box_local_dir=folder,
        allow_email_submission=True,
    )
    begun = time.monotonic()
    process_queue(queue, logging.getLogger(HELPDESK))
    figures: dict[str, Any] = {
        "seconds": time.monotonic() - begun,
        "tickets": Ticket.objects.count(),
        "left": len(list(Path(folder).iterdir())),
    }
    print(json.dumps(figures))  # noqa: T201  # read by who has called


if __name__ == "__main__":
    main(*sys.argv[1:])
