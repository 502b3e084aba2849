from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.journal.models import Entry
from aftercare.base.journal.steps import no_longer
from aftercare.base.promises.models import Promise
from aftercare.domain.cases import reactions
from aftercare.domain.cases.models import Case
from aftercare.domain.conversations.jobs import handle_envelope, look_after_envelopes
from aftercare.domain.conversations.models import Envelope, Message
from aftercare.domain.conversations.operations.intake import accept_envelope
from aftercare.domain.conversations.ports import channel_of
from aftercare.domain.conversations.tests.make import MONDAY, make_channel
from aftercare.kit.actors import SYSTEM

NOW = MONDAY + timedelta(minutes=5)
MAIL = """From: Customer {0} <customer{0}@harborline.example>
To: support@northwell.example
Subject: Matter {0}
Message-ID: <{0}@harborline.example>

Screen {0} stays dark.
"""


@pytest.fixture(autouse=True)
def later_on(monkeypatch):
    monkeypatch.setattr("aftercare.kit.clock.now", lambda: NOW)


def arrive(*numbers, at=MONDAY):
    return [
        accept_envelope(
            make_channel(),
            external_id=f"<{number}@harborline.example>",
            raw=MAIL.format(number).encode(),
            actor=SYSTEM,
            at=at,
        )
        for number in numbers
    ]


def waiting_jobs():
    waiting = ProcrastinateJob.objects.filter(task_name="conversations.handle_envelope")
    return [job.args["envelope_id"] for job in waiting.order_by("id")]


def states():
    return list(Envelope.objects.order_by("pk").values_list("status", flat=True))


@pytest.mark.django_db
def test_one_job_takes_in_all_that_waits_with_all_that_follows():
    first, *others = arrive(*range(1, 9))

    handle_envelope.func(envelope_id=first.pk)

    assert states() == ["handled"] * 8
    assert Message.objects.count() == Case.objects.count() == 8
    assert Promise.objects.count() == 16
    for event in ("conversations.message_received", "cases.case_opened"):
        assert Entry.objects.filter(event=event).count() == 8
    assert waiting_jobs() == []
    assert not ProcrastinateJob.objects.filter(task_name="journal.run_reaction").exists()
    for envelope in others:
        handle_envelope.func(envelope_id=envelope.pk)
    assert Message.objects.count() == 8


@pytest.mark.django_db
def test_further_mails_cost_no_further_statements():
    (first, *_others) = arrive(1, 2)
    with CaptureQueriesContext(connection) as two:
        handle_envelope.func(envelope_id=first.pk)
    (first, *_others) = arrive(*range(11, 21))
    with CaptureQueriesContext(connection) as ten:
        handle_envelope.func(envelope_id=first.pk)

    assert len(ten) == len(two)


@pytest.mark.django_db
def test_what_makes_trouble_goes_aside_and_the_others_in(monkeypatch):
    parse = channel_of("email").parse

    def parse_most(self, raw, account):
        if b"Matter 2" in raw[:]:
            raise ValueError("no sense in it")
        return parse(raw, account)

    monkeypatch.setattr(type(channel_of("email")), "parse", parse_most)
    first, _odd, _last = arrive(1, 2, 3)

    handle_envelope.func(envelope_id=first.pk)

    assert states() == ["handled", "aside", "handled"]
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_what_nobody_can_answer_is_there_and_its_answer_tried_again(monkeypatch):
    def fail(*_given, **_named):
        raise LookupError("a rule is broken")

    monkeypatch.setattr(reactions, "take_in_message", fail)
    first, _second = arrive(1, 2)

    handle_envelope.func(envelope_id=first.pk)

    assert states() == ["handled", "handled"]
    assert (Message.objects.count(), Case.objects.count()) == (2, 0)
    assert ProcrastinateJob.objects.filter(task_name="journal.run_reaction").count() == 2


@pytest.mark.django_db
def test_what_no_job_looks_after_is_tried_again_and_goes_aside_after_an_hour():
    (lost,), (long_lost,) = arrive(1), arrive(2, at=MONDAY - timedelta(hours=1))
    no_longer("conversations.handle_envelope", "envelope_id", [lost.pk, long_lost.pk])
    (tended,) = arrive(3, at=MONDAY - timedelta(hours=1))
    arrive(4, at=NOW)
    assert waiting_jobs()[0] == tended.pk

    look_after_envelopes.func(timestamp=0)
    look_after_envelopes.func(timestamp=0)

    assert waiting_jobs()[2:] == [lost.pk]
    assert states() == ["waiting", "aside", "waiting", "waiting"]
    long_lost.refresh_from_db()
    assert "the log says why" in long_lost.problem
