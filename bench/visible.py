"""
From "250 Stored" to the eyes: how soon a mail shows in an inbox that is open in a browser.

    nice .venv/bin/python -m bench.visible --mails 30

The real processes, a real Chromium. The time runs from the moment the mail server of the
customer has been told that the mail is accepted until its subject stands in the list.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from aftercare.project.postgres import own_server
from bench.intake import free_port, send, serving, set_up_company
from bench.mails import mails
from tests.browser.chromium import FLAGS, find_chromium


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=20)
    options.add_argument("--folder", type=Path, default=Path("/tmp/aftercare-bench-visible"))  # noqa: S108  # a scratch
    given = options.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    web, smtp = free_port(), free_port()
    with own_server(given.folder / "postgres") as url:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop in our thread
        set_up_company(given.folder / "home", url)
        cookie = _signed_in()
        with serving(web, smtp), sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            page = chromium.new_page(viewport={"width": 1440, "height": 900})
            page.context.add_cookies([cookie | {"url": f"http://127.0.0.1:{web}"}])
            page.goto(f"http://127.0.0.1:{web}/inbox")
            page.wait_for_timeout(2000)
            seconds = []
            for number, letter in enumerate(mails(given.mails)):
                del letter["Subject"]
                letter["Subject"] = f"Visible {number:04}"
                send(smtp, [letter])
                begun = time.monotonic()
                page.get_by_text(f"Visible {number:04}").first.wait_for()
                seconds.append(time.monotonic() - begun)
                page.wait_for_timeout(300)
            chromium.close()
    ranked = sorted(seconds)
    print(  # noqa: T201  # figures are what it is for
        f"mails {given.mails}   accepted → visible: p50 {1000 * statistics.median(ranked):.0f} ms,"
        f" p95 {1000 * ranked[int(0.95 * len(ranked))]:.0f} ms, slowest {1000 * ranked[-1]:.0f} ms"
    )


def _signed_in() -> dict[str, str]:
    from django.conf import settings  # noqa: PLC0415  # after they are known
    from django.test import Client  # noqa: PLC0415

    from aftercare.base.people.models import Role  # noqa: PLC0415
    from aftercare.base.people.operations.accounts import enroll_user  # noqa: PLC0415
    from aftercare.kit.actors import SYSTEM  # noqa: PLC0415
    from aftercare.kit.clock import now  # noqa: PLC0415

    user = enroll_user(
        email="ana@northwell.example",
        name="Ana",
        password=None,
        roles=[Role.objects.get(code="manager")],
        actor=SYSTEM,
        at=now(),
    )
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value}


if __name__ == "__main__":
    main()
