import pytest

from aftercare.base.company.tests.make import make_calendar
from aftercare.domain.conversations.jobs import handle_envelope
from aftercare.domain.conversations.models import Envelope, Message
from aftercare.domain.conversations.operations.sending import begin_sending, note_sent
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.kit.actors import SYSTEM


@pytest.fixture
def office(db):
    """Manila works Monday to Friday from 9 to 18; all clocks of the story run by it."""
    return make_calendar(
        code="PH",
        name="Manila",
        time_zone="Asia/Manila",
        weekly=[[[9 * 60, 18 * 60]]] * 5 + [[], []],
    )


@pytest.fixture
def channels(db):
    """Our mailbox, and the form on the web."""
    return [make_channel(), make_channel(code="form", kind="web_form", name="Northwell support")]


@pytest.fixture
def arrive(run_jobs):
    """Take in what was stored, and let every app answer."""

    def arrive():
        for envelope in Envelope.objects.order_by("pk"):
            handle_envelope.func(envelope_id=envelope.pk)
            handle_envelope.func(envelope_id=envelope.pk)
        run_jobs()

    return arrive


@pytest.fixture
def deliver(run_jobs):
    """Let a mail server take what was written, at a given time."""

    def deliver(at):
        for message in Message.objects.filter(status="queued", send_at__lte=at):
            assert begin_sending(message, actor=SYSTEM, at=at)
            message.refresh_from_db()
            note_sent(message, actor=SYSTEM, at=at)
        run_jobs()

    return deliver
