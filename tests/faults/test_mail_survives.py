"""
Five hundred mails while everything dies that can: none is lost, none is there twice.

The senders do what mail servers do: refused for the moment, or cut off, they come again.
"""

import json
import smtplib
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from threading import Lock

import pytest

from tests.faults.serving import running_serve

MAILS, SENDERS, PATIENCE = 500, 8, 180
SET_UP = """
from datetime import UTC, datetime
from aftercare.domain.conversations.operations.channels import set_up_channel
from aftercare.kit.actors import SYSTEM
set_up_channel(None, code="support", kind="email", name="Support",
    address="support@northwell.example", settings={}, secrets={}, actor=SYSTEM,
    at=datetime(2026, 1, 1, tzinfo=UTC))
"""
COUNT = """
import json
from collections import Counter
from aftercare.base.journal.models import Entry
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.models import Case
from aftercare.domain.conversations.models import Envelope, Message
subjects = Counter(Case.objects.values_list("subject", flat=True))
print(json.dumps({
    "envelopes": Envelope.objects.filter(status="handled").count(),
    "others": list(Envelope.objects.exclude(status="handled").values_list("status", "problem")),
    "messages": Message.objects.count(),
    "texts": Message.objects.values("text").distinct().count(),
    "cases": len(subjects), "twice": [each for each, n in subjects.items() if n > 1],
    "promises": dict(Counter(Promise.objects.values_list("kind", flat=True))),
    "opened": Entry.objects.filter(event="cases.case_opened").count(),
    "received": Entry.objects.filter(event="conversations.message_received").count(),
}))
"""


def is_final(problem):
    """Return whether a mail server would send the mail back instead of trying again."""
    code = getattr(problem, "smtp_code", 0)
    refused = getattr(problem, "recipients", {})
    return code >= 500 or any(code >= 500 for code, _text in refused.values())


class Senders:
    """Send the mails, each again and again until somebody has taken it."""

    def __init__(self, port):
        self.port, self.taken, self.lock = port, 0, Lock()

    def send(self, number):
        mail = EmailMessage()
        mail["From"] = f"Customer {number} <customer{number % 40}@harborline.example>"
        mail["To"] = "support@northwell.example"
        mail["Subject"] = f"Matter {number}"
        mail["Message-ID"] = f"<{number}@harborline.example>"
        mail.set_content(f"Screen number {number} stays dark.\n")
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=10) as server:
                    server.send_message(mail)
            except (OSError, smtplib.SMTPException) as problem:
                if is_final(problem):
                    raise
            else:
                with self.lock:
                    self.taken += 1
                return
            time.sleep(0.2)
        raise AssertionError(f"Nobody took mail {number}")

    def await_taken(self, number):
        deadline = time.monotonic() + PATIENCE
        while self.taken < number and time.monotonic() < deadline:
            time.sleep(0.02)


@pytest.fixture(scope="module")
def serving():
    with running_serve() as serving:
        serving.ask(SET_UP)
        yield serving


def test_nothing_is_lost_or_doubled_whatever_is_killed(serving):
    senders = Senders(int(serving.environment["SMTP_PORT"]))
    with ThreadPoolExecutor(SENDERS) as pool:
        sent = [pool.submit(senders.send, number) for number in range(MAILS)]
        for share, name in ((60, "worker"), (150, "mail-receiver"), (350, "web"), (420, "worker")):
            senders.await_taken(share)
            if name == "web":
                serving.kill_database()
            serving.await_child(name).kill()
        for each in sent:
            each.result()

    found = _counted(serving)

    assert (found["envelopes"], found["others"]) == (MAILS, [])
    assert (found["messages"], found["texts"]) == (MAILS, MAILS)
    assert (found["cases"], found["twice"]) == (MAILS, [])
    assert found["promises"] == {"cases.first_response": MAILS, "cases.solution_or_date": MAILS}
    assert (found["opened"], found["received"]) == (MAILS, MAILS)
    serving.await_answer()
    verified = subprocess.run(
        [sys.executable, "-m", "aftercare", "journal", "verify"],
        env=serving.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _counted(serving):
    """Return what is there, once as much is there as was sent, or nothing more comes."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = json.loads(serving.ask(COUNT))
        if found["cases"] == MAILS or time.monotonic() > deadline:
            return found
        time.sleep(1)
