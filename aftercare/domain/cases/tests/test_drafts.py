from io import BytesIO

import pytest

from aftercare.base.files.models import FileLink
from aftercare.base.files.steps import FileTooLarge
from aftercare.domain.cases.models import Case, Draft
from aftercare.domain.cases.operations.answers import reply_to_customer, take_back_reply
from aftercare.domain.cases.operations.drafts import (
    NoticeIsGone,
    attach_to_draft,
    detach_from_draft,
    drop_notice,
    save_draft,
    use_notice,
)
from aftercare.domain.cases.queries import draft_files, my_draft
from aftercare.domain.cases.steps import draft_notice
from aftercare.domain.cases.tests.make import HOUR, MONDAY, make_agent, make_case
from aftercare.domain.conversations.models import Message
from aftercare.kit.actors import SYSTEM


def attach(case, agent, name="uart.log", content=b"boot loop"):
    return attach_to_draft(
        case, kind="reply", content=BytesIO(content), name=name, actor=agent, at=MONDAY
    )


def files_for(case, agent):
    return [each.name for each in draft_files(my_draft(case, "reply", agent))]


def test_files_wait_with_the_text_and_belong_to_one_person(db):
    case, agent, other = make_case(), make_agent(), make_agent("Jun")

    attach(case, agent)
    attach(case, agent, name="photo.txt", content=b"label")
    save_draft(case, kind="reply", text=" ", actor=agent, at=MONDAY)

    assert files_for(case, agent) == ["uart.log", "photo.txt"]
    assert files_for(case, other) == []


def test_a_file_taken_off_an_empty_text_leaves_nothing(db):
    case, agent = make_case(), make_agent()
    added = attach(case, agent)

    detach_from_draft(case, added, kind="reply", actor=agent, at=MONDAY)

    assert not FileLink.objects.exists()
    assert not Draft.objects.exists()


def test_files_together_may_be_as_large_as_the_channel_takes(db, monkeypatch):
    monkeypatch.setattr("aftercare.domain.cases.operations.drafts.most_bytes", lambda thread: 12)
    case, agent = make_case(), make_agent()
    attach(case, agent, content=b"0123456789")

    with pytest.raises(FileTooLarge):
        attach(case, agent, name="more.log", content=b"0123")
    attach(case, agent, name="rest.log", content=b"01")
    with pytest.raises(FileTooLarge):
        attach(case, agent, name="no room.log", content=b"0")

    assert files_for(case, agent) == ["uart.log", "rest.log"]


def test_files_go_with_the_answer_and_come_back_when_it_is_taken_back(db):
    case, agent = make_case(), make_agent()
    file = attach(case, agent)
    given = {"text": "See the guide.", "files": [(file.file, file.name)], "actor": agent}

    message = reply_to_customer(case, **given, at=MONDAY + HOUR)
    assert [each.name for each in message.files.all()] == ["uart.log"]
    assert not Draft.objects.exists()

    take_back_reply(case, message, actor=agent, at=MONDAY + HOUR)
    assert my_draft(case, "reply", agent).text == "See the guide."
    assert files_for(case, agent) == ["uart.log"]


def test_a_notice_is_put_before_what_is_written_once(db):
    case, agent = make_case(), make_agent()
    draft_notice(case, text="A little longer.", actor=SYSTEM, at=MONDAY)
    save_draft(case, kind="reply", text="Kind regards", actor=agent, at=MONDAY)

    use_notice(case, actor=agent, at=MONDAY)

    assert my_draft(case, "reply", agent).text == "A little longer.\n\nKind regards"
    with pytest.raises(NoticeIsGone):
        use_notice(case, actor=agent, at=MONDAY)
    assert Draft.objects.count() == 1
    assert not Message.objects.filter(direction="out").exists()


def test_a_notice_thrown_away_is_gone_for_all(db):
    case, agent = make_case(), make_agent()
    draft_notice(case, text="A little longer.", actor=SYSTEM, at=MONDAY)

    drop_notice(case, actor=agent, at=MONDAY)

    assert not Draft.objects.exists()
    with pytest.raises(NoticeIsGone):
        drop_notice(case, actor=agent, at=MONDAY)
    assert Case.objects.get().needs_answer
