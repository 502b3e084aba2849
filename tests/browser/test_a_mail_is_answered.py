"""
The whole way through the real system: a customer's mail, a case with promises, an answer written
in the browser, the answer in a mailbox of a real mail server, and the customer's next mail in the
same case.
"""

import os
import smtplib
import subprocess
import sys
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage

import pytest
from django.conf import settings

from aftercare.base.journal.queries import verify_chain
from aftercare.base.journal.steps import seal_entries
from aftercare.base.people.tests.make import make_team, make_user
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.conversations.operations.channels import set_up_channel
from aftercare.kit.actors import SYSTEM
from tests.browser.conftest import ROOT, free_port, url_of_test_database
from tests.mail.conftest import PATIENCE, dovecot, relay, relay_port, tokens_port, wait_for  # noqa: F401  # they use each other
from tests.mail.dovecot import PASSWORD

CUSTOMER, US = "marisol@harborline.example", "support@northwell.example"


@pytest.fixture
def door(transactional_db, tmp_path, dovecot, relay):  # noqa: F811
    """The jobs and the mail receiver as processes; the port mail for us is taken in on."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": url_of_test_database(),
        "SECRET_KEY": settings.SECRET_KEY,
        "AFTERCARE_HOME": str(tmp_path),
        "AFTERCARE_INSECURE": "1",
        "SSL_CERT_FILE": str(dovecot.folder / "server.pem"),
    }
    us = [sys.executable, "-m", "aftercare"]
    commands = [
        [*us, "manage", "procrastinate", "worker"],
        [*us, "mail-receiver", "--smtp-port", str(port)],
    ]
    submission = {"smtp_host": "127.0.0.1", "smtp_port": dovecot.ports["submission"]}
    set_up_channel(
        None,
        code="support",
        kind="email",
        name="Northwell support",
        address=US,
        settings=submission | {"smtp_security": "starttls", "smtp_user": US},
        secrets={"smtp_password": PASSWORD},
        actor=SYSTEM,
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    processes = [subprocess.Popen(each, cwd=ROOT, env=environment) for each in commands]
    yield port
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(15)


def send(port, *, subject, text, **headers):
    mail = EmailMessage()
    mail["From"] = f"Marisol Reyes <{CUSTOMER}>"
    mail["To"] = headers.pop("To", US)
    mail["Subject"] = subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)

    def hand_over():
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
                server.send_message(mail)
        except ConnectionRefusedError:
            return False
        return True

    wait_for(hand_over)


def test_a_mail_becomes_a_case_is_answered_and_the_promise_is_kept(
    door,
    dovecot,  # noqa: F811
    page_as,
):
    make_user("Pat", roles=["administrator"])
    liza = make_user("Liza", roles=["agent"], teams=[make_team()])
    page = page_as(liza, "/inbox")
    page.locator("#live").wait_for(state="attached")

    send(
        door,
        subject="屏幕 boot loop",
        text="S/N: AX55-2519-7F30 restarts.\n",
        Message_ID="<first@harborline.example>",
    )
    row = page.get_by_text("屏幕 boot loop").first
    row.wait_for(timeout=PATIENCE * 1000)  # without a reload

    row.click()
    page.get_by_label("Message", exact=True).fill("We know the cause, **thank you**.")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("The answer goes out in ten seconds.").wait_for()
    (raw,) = wait_for(lambda: dovecot.letters(CUSTOMER))
    letter = message_from_bytes(raw)

    assert letter["In-Reply-To"] == "<first@harborline.example>"
    assert letter["Subject"] == "Re: 屏幕 boot loop" or "=?utf-8" in letter["Subject"].lower()
    assert "Liza" in letter["From"]
    assert "<strong>thank you</strong>" in letter.get_payload()[1].get_payload(decode=True).decode()
    case = Case.objects.get()
    kept = wait_for(
        lambda: Promise.objects.filter(kind="cases.first_response", kept_at__isnull=False).first()
    )
    assert not kept.broken

    send(
        door,
        subject="Something else entirely",
        text="13:30 works.\n\nOn Mon, 28 Sep 2026 at 09:12, Liza wrote:\n> We know the cause",
        To=letter["Reply-To"],
    )
    wait_for(lambda: messages_in(case).count() == 3)

    assert Case.objects.count() == 1
    assert messages_in(case).last().reply_text == "13:30 works."
    page.get_by_text("13:30 works.").first.wait_for(timeout=PATIENCE * 1000)
    seal_entries(at=datetime(2026, 1, 1, tzinfo=UTC))
    assert verify_chain().is_intact
