from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.journal.models import Entry
from aftercare.domain.conversations.jobs import look_after_messages
from aftercare.domain.conversations.models import ChannelAccount, Envelope
from aftercare.domain.conversations.operations.channels import (
    ChannelIsUsed,
    pause_channel,
    remove_channel,
    resume_channel,
    set_up_channel,
)
from aftercare.domain.conversations.operations.intake import (
    NotAside,
    NotDiscarded,
    accept_envelope,
    discard_envelope,
    put_envelope_aside,
    restore_envelope,
    retry_all_envelopes,
)
from aftercare.domain.conversations.operations.sending import begin_sending, note_refused
from aftercare.domain.conversations.queries import (
    glimpse_of,
    health_of,
    kept_secrets,
    lost_messages,
    thrown_away,
    trouble_with,
    visible_envelopes,
)
from aftercare.domain.conversations.states import EnvelopeState
from aftercare.domain.conversations.steps import write_message
from aftercare.domain.conversations.tests.make import MONDAY, make_channel, make_message
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import NotAllowed
from aftercare.kit.secrets import unlock

MAIL = b"From: =?utf-8?q?Marisol_Reyes?= <m@harborline.example>\r\nSubject: Boot loop\r\n\r\nHi"
GIVEN = {"actor": SYSTEM, "at": MONDAY}


def events():
    return list(Entry.objects.order_by("pk").values_list("event", "data__change"))


def aside(raw=MAIL, *, name="<1@example>", account=None):
    """Return something that came in and could not be read."""
    account = account or make_channel()
    envelope = accept_envelope(account, external_id=name, raw=raw, **GIVEN)
    put_envelope_aside(envelope, problem="ValueError: odd", **GIVEN)
    envelope.refresh_from_db()
    return envelope


def answer():
    """Return an answer that waits to be sent."""
    details = {"text": "Hello", "author": Ref("user", 7), "send_at": MONDAY, "at": MONDAY}
    return write_message(make_message().thread, **details)


@pytest.mark.django_db
def test_an_account_that_rests_sends_nothing_until_it_goes_on():
    message = answer()
    pause_channel(message.account, **GIVEN)

    assert not begin_sending(message, **GIVEN)
    jobs = ProcrastinateJob.objects.count()
    look_after_messages.func(timestamp=0)
    assert ProcrastinateJob.objects.count() == jobs

    resume_channel(message.account, **GIVEN)
    assert begin_sending(message, **GIVEN)
    assert [change for _event, change in events()][-2:] == ["paused", "resumed"]


@pytest.mark.django_db
def test_pausing_twice_is_pausing_once():
    account = make_channel()

    pause_channel(account, **GIVEN)
    pause_channel(account, **GIVEN)

    assert [change for _event, change in events()].count("paused") == 1


@pytest.mark.django_db
def test_an_account_goes_only_while_nothing_was_said_there():
    used = make_message().account
    unused = make_channel(code="sales", address="sales@northwell.example")

    remove_channel(unused, **GIVEN)
    with pytest.raises(ChannelIsUsed):
        remove_channel(used, **GIVEN)

    assert list(ChannelAccount.objects.all()) == [used]


@pytest.mark.django_db
def test_secrets_are_kept_until_they_are_forgotten():
    given = {"kind": "email", "name": "Support", "address": "a@b.example", "settings": {}} | GIVEN
    secrets = {"smtp_password": "one", "refresh_token": "two"}
    account = set_up_channel(None, code="a", secrets=secrets, **given)

    set_up_channel(
        account, code="a", secrets={"smtp_password": ""}, forget=["refresh_token"], **given
    )

    assert kept_secrets(account) == {"smtp_password"}
    assert unlock(account.secrets) == {"smtp_password": "one"}


@pytest.mark.django_db
def test_only_who_sets_up_channels_does_so():
    account = make_channel()

    for attempt in (pause_channel, resume_channel, remove_channel):
        with pytest.raises(NotAllowed):
            attempt(account, actor=NOBODY, at=MONDAY)

    account.refresh_from_db()
    assert account.active


@pytest.mark.django_db
def test_health_tells_what_came_what_waits_and_what_is_stuck(django_assert_num_queries):
    lost, _waiting = answer(), answer()
    begin_sending(lost, **GIVEN)
    lost.refresh_from_db()
    note_refused(lost, kind="content", why="552 no", **GIVEN)
    aside(account=lost.account)
    silent = make_channel(code="sales", address="sales@northwell.example")

    with django_assert_num_queries(4):
        health = health_of([lost.account, silent])

    known = health[lost.account_id]
    assert (known.heard_at, known.waiting, known.waiting_since) == (MONDAY, 1, MONDAY)
    assert (known.lost, known.aside) == (1, 1)
    assert (health[silent.pk].heard_at, health[silent.pk].waiting) == (None, 0)
    assert list(lost_messages(SYSTEM)) == [lost]
    assert not lost_messages(NOBODY).exists()


@pytest.mark.django_db
def test_what_was_thrown_away_comes_back():
    envelope = aside()
    discard_envelope(envelope, **GIVEN)
    assert list(thrown_away(SYSTEM)) == [envelope]

    restore_envelope(envelope, **GIVEN)

    assert list(visible_envelopes(SYSTEM)) == [envelope]
    with pytest.raises(NotDiscarded):
        restore_envelope(envelope, **GIVEN)
    assert Entry.objects.latest("pk").data["outcome"] == "restored"


@pytest.mark.django_db
def test_everything_is_read_again_at_once():
    envelopes = [aside(name=f"<{number}@example>") for number in range(3)]
    jobs = ProcrastinateJob.objects.filter(task_name="conversations.handle_envelope")
    before = jobs.count()

    assert retry_all_envelopes(**GIVEN) == 3

    assert jobs.count() == before + 3
    assert set(Envelope.objects.values_list("status", flat=True)) == {EnvelopeState.WAITING}
    assert retry_all_envelopes(**GIVEN) == 0
    with pytest.raises(NotAside):
        discard_envelope(envelopes[0], **GIVEN)


@pytest.mark.django_db
def test_headers_tell_whose_an_unreadable_mail_is():
    glimpse = glimpse_of(aside())

    assert (glimpse.sender, glimpse.subject) == (
        "Marisol Reyes <m@harborline.example>",
        "Boot loop",
    )


@pytest.mark.django_db
def test_a_form_with_a_file_cut_off_tells_whose_it_is():
    form = '{"email": "m@h.example", "subject": "Say \\"hi\\" 你好", "files": [{"content": "00'
    account = make_channel(code="form", kind="web_form")

    glimpse = glimpse_of(aside(form.encode(), account=account))

    assert (glimpse.sender, glimpse.subject) == ("m@h.example", 'Say "hi" 你好')


@pytest.mark.django_db
@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"Subject: =?x?q?=?=\r\n"])
def test_whatever_the_bytes_are_a_glimpse_never_fails(raw):
    assert glimpse_of(aside(raw)).sender == ""


@pytest.mark.django_db
def test_a_check_says_what_is_missing():
    assert trouble_with(make_channel()) == ["Sending: no server is named yet."]


@pytest.mark.django_db
def test_messages_that_waited_are_sent_when_the_account_goes_on():
    message = answer()
    begin_sending(message, **GIVEN)
    message.refresh_from_db()
    note_refused(message, kind="auth", why="535", **GIVEN)
    pause_channel(message.account, **GIVEN)

    resume_channel(message.account, actor=SYSTEM, at=MONDAY + timedelta(seconds=5))

    message.refresh_from_db()
    assert message.send_at == MONDAY + timedelta(seconds=5)
