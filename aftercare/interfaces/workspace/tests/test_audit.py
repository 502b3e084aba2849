import csv
from datetime import UTC, datetime, timedelta

import pytest

from aftercare.base.journal.models import ChainCheck, Entry
from aftercare.base.journal.steps import announce, check_some_seals, seal_entries
from aftercare.base.people.events import PersonChanged
from aftercare.base.people.models import User
from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import MONDAY, make_user
from aftercare.domain.cases.tests.make import make_call
from aftercare.domain.coverage.tests.make import make_contract
from aftercare.domain.customers.tests.make import make_contact
from aftercare.interfaces.ui.spreadsheets import FORMULA
from aftercare.interfaces.workspace.tests.make import client_of, signed_in
from aftercare.kit.actors import SYSTEM

DAY = timedelta(days=1)


@pytest.fixture
def ana(db):
    return make_user("Ana", roles=["administrator"])


def change(user, *changed, by=SYSTEM, at=MONDAY):
    return announce(PersonChanged(user_id=user.pk, changed=changed), actor=by, at=at)


def shown(client, query=""):
    answer = client.get(f"/audit{query}")
    assert answer.status_code == 200
    return [row.entry.pk for row in answer.context["rows"]]


@pytest.mark.parametrize("path", ["/audit", "/audit/chain", "/audit/export", "/audit/check"])
def test_is_not_there_for_who_may_not_look(db, path):
    client = signed_in()

    answer = client.post(path) if path.endswith("check") else client.get(path)

    assert answer.status_code == 404
    assert not ChainCheck.objects.exists()


def test_says_in_words_who_did_what(ana):
    liza = make_user()
    change(liza, "roles", "max_open", by=actor_for(ana))

    page = client_of(ana).get("/audit").content.decode()

    assert "Ana changed Liza: roles, most open cases" in page
    assert "people.person_changed" in page


def test_a_page_costs_the_same_however_much_happened(ana, django_assert_max_num_queries):
    client = client_of(ana)
    for number in range(60):
        make_call(subject=f"Call {number}")

    with django_assert_max_num_queries(16):
        rows = shown(client)

    assert len(rows) == 50


def test_pages_go_by_time_and_leave_nothing_out(ana):
    entries = [change(ana, "name", at=MONDAY - DAY * (number % 7)) for number in range(70)]
    client, found, query = client_of(ana), [], ""
    for _page in range(2):
        answer = client.get(f"/audit?event=people.person_changed{query}")
        found += [row.entry for row in answer.context["rows"]]
        query = f"&before={answer.context['before']}".replace("+", "%2B")

    assert found == sorted(entries, key=lambda each: (each.at, each.pk), reverse=True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("who=liz", "mine"),
        ("who=aftercare&event=people.person_changed", "his"),
        ("about=noel&event=people.person_changed", "his"),
        ("who=user:{liza}", "mine"),
        ("from_on=2026-09-30&event=people.person_changed", "his"),
        ("until_on=2026-09-29&event=people.person_changed", "mine"),
        ("who=nobody+here", ""),
    ],
)
def test_is_filtered_by_who_what_thing_and_period(ana, query, expected):
    liza, noel = make_user(), make_user("Noel")
    entries = {
        "mine": change(ana, "name", by=actor_for(liza)),
        "his": change(noel, "name", at=MONDAY + 3 * DAY),
    }

    rows = shown(client_of(ana), "?" + query.format(liza=liza.pk))

    assert rows == ([entries[expected].pk] if expected else [])


def test_a_day_begins_at_midnight_where_one_is(ana):
    late = change(ana, "name", at=datetime(2026, 9, 28, 17, 0, tzinfo=UTC))
    User.objects.filter(pk=ana.pk).update(time_zone="Asia/Manila")

    rows = shown(client_of(ana), "?event=people.person_changed&from_on=2026-09-29")

    assert rows == [late.pk]


def test_a_case_is_found_by_its_number_and_shown_by_it(ana):
    case = make_call()

    answer = client_of(ana).get(f"/audit?about={case.code.lower()}&event=cases.case_opened")

    (row,) = answer.context["rows"]
    assert (f"case:{case.pk}", case.code) in row.things


@pytest.mark.parametrize("more", [0, 5])
def test_people_customers_and_contracts_are_shown_by_name(ana, more, django_assert_max_num_queries):
    contracts = [make_contract() for _each in range(1 + more)]
    contact = make_contact("Marisol Reyes")
    client = client_of(ana)

    with django_assert_max_num_queries(20):
        page = client.get("/audit").content.decode()

    contract = contracts[0]
    for name, url in [
        ("Marisol Reyes", f"/people/{contact.pk}"),
        (contract.account.name, f"/customers/{contract.account.code}"),
        (f"{contract.code} {contract.title}", f"/contracts/{contract.code}"),
    ]:
        assert f'href="{url}"' in page
        assert name in page
    assert f">contact:{contact.pk}<" not in page


def test_a_date_that_is_none_is_shown_as_wrong(ana):
    answer = client_of(ana).get("/audit?from_on=yesterday")

    assert answer.status_code == 422
    assert b"is-invalid" in answer.content


def test_shows_at_once_how_the_chain_stands(ana):
    change(ana, "name")
    client = client_of(ana)
    assert b"Not being sealed" in client.get("/audit").content
    assert b"Not checked yet" in client.get("/audit").content
    seal_entries(at=MONDAY)

    page = client.get("/audit").content

    assert b"Last seal" in page
    assert b"Not being sealed" not in page


def test_a_look_at_the_chain_is_asked_for_and_watched(ana):
    seal_entries(at=MONDAY)
    client = client_of(ana)

    begun = client.post("/audit/check", headers={"HX-Request": "true"})
    assert b"every 1s" in begun.content
    check = ChainCheck.objects.get()
    check_some_seals(check, most=500, at=MONDAY)

    ended = client.get("/audit/chain", headers={"HX-Request": "true"}).content
    assert b"Intact" in ended
    assert b"every 1s" not in ended
    assert check.by == f"user:{ana.pk}"


def test_says_which_entries_were_altered(ana):
    ChainCheck.objects.create(
        by="system:0", began_at=MONDAY, ended_at=MONDAY, seals=3, broken=[[2, 17, 19]]
    )

    page = client_of(ana).get("/audit").content

    assert b"Entries 17 to 19 are not what was sealed (seal 2)." in page


def test_a_range_is_exported_for_spreadsheets(ana):
    liza = make_user("=Liza")
    change(ana, "name", by=actor_for(liza))
    change(ana, "name", at=MONDAY + 3 * DAY)

    answer = client_of(ana).get("/audit/export?event=people.person_changed&until_on=2026-09-28")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, row = csv.reader(text.splitlines())
    assert head[:5] == ["Number", "When", "Who", "What", "About"]
    assert row[2:4] == ["'=Liza", "'=Liza changed Ana: name"]
    assert not any(cell.startswith(FORMULA) for cell in row)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="journal-')


def test_an_export_holds_more_than_a_page(ana):
    for _number in range(60):
        change(ana, "name")

    answer = client_of(ana).get("/audit/export")

    rows = b"".join(answer.streaming_content).decode().splitlines()
    assert len(rows) == Entry.objects.count() + 1
