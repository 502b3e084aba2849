import pytest

from aftercare.domain.cases.operations.answers import reply_to_customer
from aftercare.domain.cases.tests.make import MONDAY, make_case
from aftercare.domain.conversations.models import Envelope
from aftercare.domain.conversations.operations.sending import begin_sending, note_refused
from aftercare.domain.conversations.states import EnvelopeState, MessageState
from aftercare.domain.conversations.tests.test_accounts import aside
from aftercare.domain.customers.models import ChannelIdentity
from aftercare.domain.customers.steps import mark_undeliverable
from aftercare.interfaces.workspace.tests.settings.make import HTMX, signed_in
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

PAGE = "/settings/quarantine"


@pytest.fixture
def manager():
    return signed_in("manager")


def lost(kind="content"):
    """Return an answer that did not go out."""
    at = clock.now()
    message = reply_to_customer(make_case(at=at), text="Hello", actor=SYSTEM, at=MONDAY)
    begin_sending(message, actor=SYSTEM, at=at)
    note_refused(message, kind=kind, why="552 no", actor=SYSTEM, at=at)
    return message


def test_lists_what_could_not_be_read(manager, django_assert_num_queries):
    for number in range(27):
        aside(name=f"<{number}@example>")

    with django_assert_num_queries(5):
        page = manager.get(PAGE).content.decode()
    later = manager.get(f"{PAGE}?after={Envelope.objects.order_by('pk')[2].pk}").content.decode()

    assert page.count("Boot loop") == 25
    assert "ValueError: odd" in page
    assert later.count("Boot loop") == 2


def test_says_so_when_nothing_is_stuck(manager):
    for tab, said in (
        ("in", "Everything could be read"),
        ("out", "Everything went out"),
        ("addresses", "All addresses work"),
        ("else", "Everything could be read"),
    ):
        assert said in manager.get(f"{PAGE}?tab={tab}").content.decode()


def test_shows_bytes_as_text_that_does_nothing(manager):
    envelope = aside(b"Subject: <script>alert(1)</script>\x00\r\n\r\n<img src=x>")

    answer = manager.get(f"{PAGE}/{envelope.pk}")
    raw = manager.get(f"{PAGE}/{envelope.pk}/raw")

    assert b"".join(raw.streaming_content).startswith(b"Subject: <script>")
    assert b"<script>alert" not in answer.content
    assert b"&lt;img src=x&gt;" in answer.content
    assert raw.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in raw.headers["Content-Security-Policy"]


def test_reads_again_one_or_all(manager):
    first, second = aside(), aside(name="<2@example>")

    manager.post(f"{PAGE}/{first.pk}/retry")
    first.refresh_from_db()
    assert first.status == EnvelopeState.WAITING
    manager.post(f"{PAGE}/retry")
    second.refresh_from_db()
    assert second.status == EnvelopeState.WAITING
    assert manager.post(f"{PAGE}/{first.pk}/retry").status_code == 404


def test_throws_away_and_takes_back(manager):
    envelope = aside()

    manager.post(f"{PAGE}/{envelope.pk}/discard")
    page = manager.get(PAGE).content.decode()
    assert f"{PAGE}/{envelope.pk}/restore" in page
    manager.post(f"{PAGE}/{envelope.pk}/restore", headers=HTMX)

    envelope.refresh_from_db()
    assert envelope.status == EnvelopeState.ASIDE


def test_sends_again_what_did_not_arrive(manager):
    message = lost()

    page = manager.get(f"{PAGE}?tab=out").content.decode()
    manager.post(f"{PAGE}/sent/{message.pk}")

    assert "552 no" in page
    message.refresh_from_db()
    assert message.status == MessageState.QUEUED
    assert manager.post(f"{PAGE}/sent/{message.pk}").status_code == 404


def test_an_address_works_again(manager):
    message = lost()
    mark_undeliverable("email", message.to[0], why="5.1.1", at=MONDAY)
    identity = ChannelIdentity.objects.get(peer=message.to[0])

    page = manager.get(f"{PAGE}?tab=addresses").content.decode()
    manager.post(f"{PAGE}/addresses/{identity.pk}")

    assert "5.1.1" in page
    identity.refresh_from_db()
    assert identity.undeliverable_at is None


def test_is_not_there_for_agents():
    envelope, message = aside(), lost()
    agent = signed_in()

    for address in ("", f"/{envelope.pk}", f"/{envelope.pk}/raw"):
        assert agent.get(PAGE + address).status_code == 404
    for address in ("/retry", f"/{envelope.pk}/discard", f"/sent/{message.pk}"):
        assert agent.post(PAGE + address).status_code == 404
    envelope.refresh_from_db()
    assert envelope.status == EnvelopeState.ASIDE
