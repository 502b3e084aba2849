from datetime import UTC, datetime

import pytest

from aftercare.base.company.tests.make import make_calendar
from aftercare.base.journal.models import Entry
from aftercare.base.people.models import Notification
from aftercare.base.people.tests.make import make_actor, make_team, make_user
from aftercare.base.promises.models import Promise
from aftercare.base.promises.operations import notice_time
from aftercare.base.search.queries import find
from aftercare.base.search.steps import file_rows
from aftercare.base.spreadsheets.queries import counts_of
from aftercare.base.spreadsheets.tests.make import import_taken_back, import_written
from aftercare.domain.cases.models import Case, CaseFigures, CaseMessage, CaseUnit, Note
from aftercare.domain.cases.operations.answers import add_note
from aftercare.domain.cases.operations.past_sheet import PAST_CASES
from aftercare.domain.cases.queries import messages_in
from aftercare.domain.cases.steps.figures import refresh_figures
from aftercare.domain.cases.tests.make import make_level
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.conversations.models import Message, Thread
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.domain.customers.models import ChannelIdentity, Contact
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
"""Nine o'clock on a Monday at the office."""
HEAD = (
    "Ticket ID,Subject,Requester Email,Requester,Created At,Source,Comment Created At,Comment Type,"
    "Comment Author,Comment,Priority,Group,Status,Solved At,S/N\n"
)
BOOT = "Z-1,Boot loop,Marisol@Harborline.example,,2026-05-04 09:00,Mail"
BOOT_ENDS = "High,service,Closed,2026-05-06 10:00,ax-1"
BURNT = "Z-2,Burnt smell,kim@harborline.example,Kim Uy,2026-05-05T01:00:00Z,Phone"
TEXT = f"""{HEAD}{BOOT},2026-05-04 09:00,,,It restarts after update 4.2,{BOOT_ENDS}
{BOOT},2026-05-04 10:00,,liza@northwell.example,Please send the log,{BOOT_ENDS}
{BOOT},2026-05-04 14:00,Customer,,Here it is,{BOOT_ENDS}
{BOOT},2026-05-04 16:30,Agent,Otto Old,Version 4.3 helps,{BOOT_ENDS}
{BOOT},2026-05-04 16:40,Internal,Otto Old,Third one this week,{BOOT_ENDS}
{BURNT},,,,Smells since noon,,,,2026-05-12 09:00,
{BURNT},2026-05-05 15:00,Agent,Liza,Unplug it please,,,,2026-05-12 09:00,
Z-3,Where is my set?,,Ramon,2026-09-20 09:00,Web,,,,Since May,,,Open,,
Z-4,No address,nobody,,2026-09-20 09:00,,,,,x,,,,,
Z-5,Too soon,,,2026-09-20 09:00,,,,,x,,,,2026-09-19 09:00,
Z-6,To come,,,2026-10-20 09:00,,,,,x,,,,,
Z-7,Whose?,,,2026-09-20 09:00,,,,,x,,Basement,,,
Z-8,American,,,09/20/2026 9:00 AM,,,,,x,,,,,
Z-3,Where is my set?,,Ramon,2026-09-20 09:00,Web,2026-09-21 09:00,,,Again,,,Solved,,
"""


@pytest.fixture
def ana():
    return make_actor("spreadsheets.import", "cases.open", "cases.view_all", "cases.note")


@pytest.fixture
def liza():
    make_calendar()
    make_level()
    make_channel()
    make_team("service")
    make_contact(
        "Marisol Reyes", account=make_account("Harborline", domains=["harborline.example"])
    )
    make_item("AX55", name="55-inch set")
    make_unit("AX-1")
    return make_user("Liza")


def written(ana, text=TEXT):
    return import_written(PAST_CASES, text, actor=ana, at=NOW)


def taken_back(run, ana):
    import_taken_back(run, actor=ana, at=NOW)


def past(number):
    return Case.objects.get(past_number=number)


def how_it_went(case):
    owed = Promise.objects.filter(subject=f"case:{case.pk}").order_by("pk")
    return {
        each.kind.removeprefix("cases."): "broken" if each.broken else "kept"
        for each in owed
        if each.kept_at
    }


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("aftercare.kit.clock.now", lambda: NOW)


def test_cases_come_with_all_that_was_said_in_them(ana, liza):
    run = written(ana)

    wrong = run.rows.filter(verdict="error").order_by("line").values_list("line", "column")
    columns = ["email", "solved_at", "", "team", "opened", "status"]
    assert list(wrong) == list(enumerate(columns, 10))
    case = past("Z-1")
    assert (case.code, case.status, case.priority) == ("OC-2026-00001", "solved", "high")
    assert (case.contact.name, case.account.name, case.team.code) == (
        "Marisol Reyes",
        "Harborline",
        "service",
    )
    said = messages_in(case).values_list("direction", "status", "sender_name", "author")
    assert list(said) == [
        ("in", "received", "", ""),
        ("out", "sent", "Liza", f"user:{liza.pk}"),
        ("in", "received", "", ""),
        ("out", "sent", "Otto Old", ""),
    ]
    note = Note.objects.get(case=case)
    assert (note.author_id, note.text) == (ana.id, "Otto Old:\nThird one this week")
    assert (case.last_text, case.needs_answer) == ("Version 4.3 helps", False)
    assert CaseUnit.objects.get(case=case).unit.serial == "AX-1"
    assert Thread.objects.get(contact=case.contact).peer == "marisol@harborline.example"


def test_who_nobody_knows_becomes_a_contact_of_whose_domain_it_is(ana, liza):
    written(ana)

    case = past("Z-2")
    assert (case.contact.name, case.account.name, case.channel) == ("Kim Uy", "Harborline", "phone")
    assert past("Z-3").contact is None
    assert past("Z-3").last_from == "Ramon"


def test_promises_were_kept_or_broken_as_the_service_levels_say(ana, liza):
    written(ana)

    assert how_it_went(past("Z-1")) == {
        "first_response": "kept",
        "next_reply": "broken",
        "solution_or_date": "kept",
    }
    assert how_it_went(past("Z-2")) == {"first_response": "broken", "solution_or_date": "broken"}
    refresh_figures(since=None)
    figures = CaseFigures.objects.get(case=past("Z-1"))
    assert (figures.answered_work, figures.kept, figures.broken) == (
        3600,
        [1, 0, 1, 0],
        [0, 1, 0, 0],
    )


def test_for_what_is_still_open_our_clocks_begin_now(ana, liza):
    written(ana)

    case = past("Z-3")
    owed = Promise.objects.filter(subject=f"case:{case.pk}").order_by("due_at")
    assert (case.status, case.needs_answer) == ("open", True)
    assert [(each.made_at, each.broken, each.kept_at) for each in owed] == [(NOW, False, None)] * 2
    assert case.due_at == owed[0].due_at == NOW.replace(hour=3)


def test_nothing_is_sent_and_nobody_is_told(ana, liza):
    written(ana)
    notice_time(actor=SYSTEM, at=NOW)

    assert not Notification.objects.exists()
    assert not Message.objects.exclude(status__in=["received", "sent"]).exists()
    keys = [past(number).pk for number in ("Z-1", "Z-2", "Z-3")]
    (told,) = Entry.objects.filter(event__startswith="cases.c")
    assert told.event == "cases.cases_imported"
    assert {f"case:{key}" for key in keys} < set(told.about)
    assert not Entry.objects.filter(event__startswith="promises.").exists()


def test_they_are_found_by_their_old_number_and_by_what_was_said(ana, liza):
    written(ana)
    file_rows("case", list(Case.objects.values_list("pk", flat=True)), at=NOW)

    for words in ("Z-1", "OC-2026-00001", "update 4.2", "Third one"):
        (hit,) = find(words, actor=SYSTEM, kinds=["case"], at=NOW).hits
        assert hit.code == "OC-2026-00001"


def test_the_same_file_again_changes_nothing_and_a_longer_one_adds(ana, liza):
    written(ana)
    counts = Message.objects.count(), Promise.objects.count()

    assert counts_of(written(ana)) == {"same": 8, "error": 6, "failed": 1}
    assert (Message.objects.count(), Promise.objects.count()) == counts
    late = f"{BURNT},2026-05-12 10:00,,,Thank you,,,,2026-05-12 09:00,\n"
    run = written(ana, HEAD + late)
    assert counts_of(run) == {"new": 1, "done": 1}
    assert (past("Z-2").last_text, past("Z-2").active_at.day) == ("Thank you", 12)
    taken_back(run, ana)
    assert past("Z-2").last_text == "Unplug it please"
    assert (Message.objects.count(), Promise.objects.count()) == counts


def test_a_case_whose_rows_come_in_two_parts_is_one(ana, liza, monkeypatch):
    monkeypatch.setattr("aftercare.base.spreadsheets.operations.work.AT_ONCE", 2)
    row = "Q-1,Noise,,,2026-05-04 09:00,,2026-05-0{day} 09:30,{who},,Day {day},,,,,\n"
    days = "".join(row.format(day=day, who=who) for day, who in ((4, "in"), (5, "out"), (6, "in")))

    run = written(ana, HEAD + days)

    case = past("Q-1")
    assert CaseMessage.objects.filter(case=case).count() == 3
    assert case.solved_at == case.active_at == datetime(2026, 5, 6, 1, 30, tzinfo=UTC)
    assert how_it_went(case) == {"first_response": "broken", "solution_or_date": "kept"}
    taken_back(run, ana)
    assert not Case.objects.exists()
    assert not Message.objects.exists()


def test_all_of_it_is_taken_back(ana, liza):
    known = Contact.objects.get()
    run = written(ana)
    refresh_figures(since=None)

    taken_back(run, ana)

    assert counts_of(run)["undone"] == 8
    for model in (Case, Message, Thread, Promise, CaseFigures, Note, CaseUnit):
        assert not model.objects.exists()
    assert Contact.objects.get() == known
    assert ChannelIdentity.objects.count() == 1


def test_what_was_touched_since_stays(ana, liza):
    run = written(ana)
    add_note(past("Z-1"), text="Look here", actor=ana, at=NOW)

    taken_back(run, ana)

    kept = run.rows.filter(fate="kept")
    assert set(kept.values_list("line", flat=True)) == {2, 3, 4, 5, 6}
    assert list(Case.objects.values_list("past_number", flat=True)) == ["Z-1"]
