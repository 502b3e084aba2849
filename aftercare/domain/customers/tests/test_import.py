from io import BytesIO

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.journal.models import Entry
from aftercare.base.people.tests.make import make_actor
from aftercare.base.search.jobs import file_what_was_written
from aftercare.base.search.models import SearchDocument
from aftercare.base.spreadsheets.jobs import check_import, take_import_back, write_import
from aftercare.base.spreadsheets.models import Import, ImportRow, KnownHeader
from aftercare.base.spreadsheets.operations.imports import (
    ColumnsMissing,
    NothingInIt,
    NotNow,
    begin_import,
    cancel_import,
    correct_cell,
    map_columns,
    read_import_as,
    start_import,
    undo_import,
)
from aftercare.base.spreadsheets.operations.work import let_go_of_old_files
from aftercare.base.spreadsheets.queries import counts_of, earlier_import_of, visible_imports
from aftercare.domain.customers.models import Account, ChannelIdentity, Contact
from aftercare.domain.customers.operations.account_sheet import ACCOUNTS
from aftercare.domain.customers.operations.contact_sheet import CONTACTS
from aftercare.domain.customers.operations.privacy import FORGET, forget_contact
from aftercare.domain.customers.operations.records import edit_account
from aftercare.domain.customers.tests.make import MONDAY, make_account, make_contact
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref
from aftercare.kit.refusals import NotAllowed

pytestmark = pytest.mark.django_db

CUSTOMERS = """Name,Land,Country,Language,Tags
Harborline Retail,x,Philippines,en,"retail, cebu"
北辰显示,x,中国,简体中文,
Nobody knows,x,Atlantis,,
Harborline Retail,x,PH,,
"""


@pytest.fixture
def ana():
    return make_actor("spreadsheets.import", "customers.edit", "customers.view")


def begin(ana, text=CUSTOMERS, sheet=ACCOUNTS, name="customers.csv"):
    raw = text.encode() if isinstance(text, str) else text
    return begin_import(sheet, content=BytesIO(raw), name=name, actor=ana, at=MONDAY)


def checked(ana, text=CUSTOMERS, sheet=ACCOUNTS):
    run = begin(ana, text, sheet)
    map_columns(run, columns=run.columns, actor=ana, at=MONDAY)
    check_import(import_id=run.pk, user_id=ana.id)
    run.refresh_from_db()
    return run


def written(ana, text=CUSTOMERS, sheet=ACCOUNTS):
    run = checked(ana, text, sheet)
    start_import(run, actor=ana, at=MONDAY)
    write_import(import_id=run.pk, user_id=ana.id)
    run.refresh_from_db()
    return run


def undone(ana, run):
    undo_import(run, actor=ana, at=MONDAY)
    take_import_back(import_id=run.pk, user_id=ana.id)
    run.refresh_from_db()


def verdicts(run):
    return [(row.line, row.verdict, row.column) for row in run.rows.order_by("line")]


def test_a_file_is_read_and_its_columns_are_found(ana):
    run = begin(ana)

    assert (run.code, run.total, run.encoding, run.delimiter) == ("IM-2026-00001", 4, "utf-8", ",")
    assert run.columns == {"name": 0, "country": 2, "language": 3, "tags": 4}
    assert run.status == "draft"
    assert Account.objects.count() == 0


def test_a_dry_run_says_of_each_row_what_it_would_do(ana):
    make_account("Harborline Retail", tags=["retail", "cebu"])

    run = checked(ana)

    assert run.status == "ready"
    assert verdicts(run) == [
        (2, "same", ""),
        (3, "new", ""),
        (4, "error", "country"),
        (5, "error", ""),
    ]
    assert run.rows.get(line=5).reason == "Row 2 is about the same one."
    assert Account.objects.count() == 1


def file_what_waits():
    for job in ProcrastinateJob.objects.filter(task_name="search.file_rows"):
        file_what_was_written.func(**job.args)


def test_an_import_writes_what_was_checked_and_tells_it(ana):
    run = written(ana)
    file_what_waits()

    assert run.status == "done"
    assert counts_of(run) == {"new": 2, "error": 2, "done": 2}
    retail, display = Account.objects.order_by("pk")
    assert (retail.country, retail.language, retail.tags) == ("PH", "en", ["retail", "cebu"])
    assert (display.name, display.country, display.language) == ("北辰显示", "CN", "zh-hans")
    assert SearchDocument.objects.filter(kind="account").count() == 2
    told = Entry.objects.get(event="customers.customers_imported")
    assert told.actor == f"user:{ana.id}"
    assert told.about == [f"account:{retail.pk}", f"account:{display.pk}"]


def test_the_same_file_twice_changes_nothing(ana):
    first = written(ana)
    second = checked(ana)

    assert counts_of(second) == {"same": 2, "error": 2}
    assert earlier_import_of(second) == first
    with pytest.raises(NothingInIt):
        start_import(second, actor=ana, at=MONDAY)
    assert Account.objects.count() == 2


def test_a_cell_is_corrected_in_place(ana):
    run = checked(ana)
    row = run.rows.get(line=4)

    correct_cell(row, column="country", text="Germany", actor=ana, at=MONDAY)

    assert (row.verdict, row.cells[2], row.reason) == ("new", "Germany", "")


def test_an_empty_cell_leaves_what_is_known_alone(ana):
    account = make_account("Harborline Retail", country="PH", language="fil")

    written(ana, "Name,Country,Language\nHarborline Retail,Japan,\n")

    account.refresh_from_db()
    assert (account.country, account.language) == ("JP", "fil")


def test_an_import_is_undone_where_nobody_has_changed_anything_since(ana):
    old = make_account("Old Harbor", country="PH")
    text = "Name,Country\nOld Harbor,Japan\nFresh,Japan\nTouched,Japan\nBusy,Japan\n"
    run = written(ana, text)
    touched = Account.objects.get(name="Touched")
    edit_account(touched, name="Touched by hand", actor=SYSTEM, at=MONDAY)
    make_contact("Somebody", account=Account.objects.get(name="Busy"))
    file_what_waits()

    undone(ana, run)

    old.refresh_from_db()
    assert (run.status, old.country) == ("undone", "PH")
    assert not Account.objects.filter(name="Fresh").exists()
    assert not SearchDocument.objects.filter(title="Fresh").exists()
    kept = {row.cells[0]: row.reason for row in run.rows.filter(fate="kept")}
    assert kept == {
        "Touched": "Somebody has changed it since.",
        "Busy": "Something has happened to it since.",
    }
    with pytest.raises(NotNow):
        undo_import(run, actor=ana, at=MONDAY)


def test_people_are_known_by_their_addresses(ana):
    account = make_account("Harborline Retail", country="PH")
    known = make_contact("Marisol Reyes", account=account, email="marisol@harborline.example")
    text = (
        "Full name,Company,E-mail,Phone\n"
        "Marisol R. Reyes,harborline retail,Marisol@Harborline.example,+63 2 8123 4567\n"
        "Jonas Weber,Harborline Retail,jonas@harborline.example,\n"
        "Lost Soul,Nowhere Inc,lost@nowhere.example,\n"
        "Bad Mail,,not an address,\n"
        "Bad Phone,,,12\n"
    )

    run = written(ana, text, CONTACTS)

    assert verdicts(run) == [
        (2, "changed", ""),
        (3, "new", ""),
        (4, "error", "account"),
        (5, "error", "email"),
        (6, "error", "phone"),
    ]
    known.refresh_from_db()
    assert known.name == "Marisol R. Reyes"
    peers = known.identities.order_by("pk").values_list("peer", flat=True)
    assert list(peers) == ["marisol@harborline.example", "+63281234567"]
    jonas = Contact.objects.get(name="Jonas Weber")
    assert jonas.account == account
    assert counts_of(checked(ana, text, CONTACTS)) == {"same": 2, "error": 3}


def test_people_who_came_with_an_import_go_with_it(ana):
    account = make_account("Harborline Retail", country="PH")
    known = make_contact("Marisol Reyes", account=account, email="marisol@harborline.example")
    text = (
        "Name,Company,Email,Phone,Position\n"
        "Marisol Reyes,Harborline Retail,marisol@harborline.example,+63 2 8123 4567,Buyer\n"
        "Jonas Weber,Harborline Retail,jonas@harborline.example,,\n"
    )

    undone(ana, written(ana, text, CONTACTS))

    known.refresh_from_db()
    assert known.title == ""
    assert list(Contact.objects.all()) == [known]
    assert list(ChannelIdentity.objects.all()) == list(known.identities.all())
    assert known.identities.get().peer == "marisol@harborline.example"


def test_two_of_a_person_are_not_guessed_at(ana):
    make_contact("Marisol Reyes", email="one@harborline.example")
    make_contact("Marisol Reyes", email="two@harborline.example")

    run = checked(ana, "Name\nMarisol Reyes\n", CONTACTS)

    assert verdicts(run) == [(2, "error", "name")]


def test_a_killed_worker_goes_on_where_it_was(ana, monkeypatch):
    monkeypatch.setattr("aftercare.base.spreadsheets.operations.work.AT_ONCE", 2)
    text = "Name\n" + "\n".join(f"Customer {number}" for number in range(5))
    run = checked(ana, text)
    start_import(run, actor=ana, at=MONDAY)
    calls = iter(range(10))

    def falls(records, **given):
        if next(calls) == 1:
            raise MemoryError
        return ACCOUNTS.apply(records, **given)

    monkeypatch.setattr(
        "aftercare.base.spreadsheets.operations.work.sheet_of",
        lambda run: type("Falling", (), {"apply": staticmethod(falls)}),
    )
    with pytest.raises(MemoryError):
        write_import(import_id=run.pk, user_id=ana.id)
    assert Account.objects.count() == 2

    write_import(import_id=run.pk, user_id=ana.id)

    assert Account.objects.count() == 5
    assert counts_of(run) == {"new": 5, "done": 5}


def test_a_row_that_is_refused_meanwhile_does_not_stop_the_others(ana):
    run = checked(ana, "Name,Customer,E-mail\nA,,a@x.example\nB,Gone,b@x.example\n", CONTACTS)
    assert counts_of(run) == {"new": 1, "error": 1}
    text = "Name,Customer\nA,Harborline Retail\nB,\n"
    account = make_account("Harborline Retail")
    run = checked(ana, text, CONTACTS)
    account.delete()
    start_import(run, actor=ana, at=MONDAY)
    write_import(import_id=run.pk, user_id=ana.id)

    assert {row.cells[0]: row.fate for row in run.rows.all()} == {"A": "failed", "B": "done"}


def test_what_was_cancelled_is_not_written(ana):
    run = checked(ana)
    start_import(run, actor=ana, at=MONDAY)
    cancel_import(run, actor=ana, at=MONDAY)

    write_import(import_id=run.pk, user_id=ana.id)

    assert Account.objects.count() == 0
    with pytest.raises(NotNow):
        undo_import(run, actor=ana, at=MONDAY)


def test_what_somebody_said_of_the_columns_is_remembered(ana):
    run = begin(ana, "Who,Where\nHarborline,PH\n")
    assert run.columns == {}
    with pytest.raises(ColumnsMissing):
        map_columns(run, columns={"country": 1}, actor=ana, at=MONDAY)
    assert KnownHeader.objects.count() == 0
    map_columns(run, columns={"name": 0, "country": 1}, actor=ana, at=MONDAY)

    assert begin(ana, "Where,Who\nPH,Harborline\n").columns == {"country": 0, "name": 1}


def test_a_file_is_read_in_another_encoding(ana):
    run = begin(ana, "Name\nMünchen\n".encode("cp1252"))

    read_import_as(run, encoding="cp1252", delimiter=",", actor=ana, at=MONDAY)
    map_columns(run, columns=run.columns, actor=ana, at=MONDAY)

    with pytest.raises(NotNow):
        read_import_as(run, encoding="utf-8", delimiter=",", actor=ana, at=MONDAY)


@pytest.mark.parametrize("text", ["", "Name\n", "\n\n"])
def test_a_file_without_rows_is_refused(ana, text):
    with pytest.raises(NothingInIt):
        begin(ana, text)
    assert Import.objects.count() == 0


def test_who_may_not_edit_customers_imports_none(ana):
    stranger = make_actor("spreadsheets.import", name="Bo")
    run = checked(ana)

    with pytest.raises(NotAllowed):
        begin(stranger)
    with pytest.raises(NotAllowed):
        start_import(run, actor=stranger, at=MONDAY)
    assert not visible_imports(stranger).exists()
    assert Import.objects.count() == 1


def test_the_file_and_its_rows_go_after_some_time(ana):
    run = written(ana)

    let_go_of_old_files(keep_days=0, actor=SYSTEM, at=MONDAY.replace(month=12))

    run.refresh_from_db()
    assert run.file is None
    assert ImportRow.objects.count() == 0


def test_who_is_forgotten_is_forgotten_here(ana):
    run = written(ana, "Name,E-mail\nZenaida Quill,zq@quill.example\n", CONTACTS)
    contact = Contact.objects.get(name="Zenaida Quill")

    forget_contact(contact, confirmation=FORGET, actor=SYSTEM, at=MONDAY)

    run.refresh_from_db()
    row = run.rows.get()
    assert (run.file, row.cells, row.after, row.identity) == (None, [], {}, "")
    assert not run.rows.filter(subject=str(ref(contact))).exists()
