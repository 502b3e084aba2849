"""What may spare somebody a question, and what it must not tell."""

import pytest
from django.test import Client

from aftercare.base.company.operations import change_settings
from aftercare.base.journal.models import Entry
from aftercare.domain.cases.models import CaseUnit
from aftercare.domain.cases.queries.hotline import HOTLINE
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.catalog.operations.documents import add_document, read_document
from aftercare.domain.catalog.queries import knowledge
from aftercare.domain.catalog.steps import reading
from aftercare.domain.catalog.tests.make import make_pdf
from aftercare.interfaces.portal import self_help
from aftercare.interfaces.portal.tests.make import NOW
from aftercare.interfaces.portal.tests.test_my_details import document
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("channels", "today")


FLICKERS = "If it flickers after an update, switch it off."
HELP_QUERIES = 18  # the limit by address, kept in a table, costs twelve of them


def in_pieces(item, name, pages, monkeypatch, audience="customer"):
    """Read a PDF whose pages are a piece each."""
    monkeypatch.setattr(reading, "LONGEST_PIECE", len(max(pages, key=len)) + 1)
    about = {"file_name": name, "kind": "user_manual", "audience": audience}
    made = add_document(item, make_pdf(*pages, name), **about, actor=SYSTEM, at=NOW)
    read_document(made, actor=SYSTEM, at=NOW)
    return made


def told(client, model="AX55", subject="It flickers since the update", address="/contact/help"):
    answer = client.get(address, {"model": model, "subject": subject})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def unit(give_set, harborline, marisol):
    return give_set(account=harborline, contact=marisol)


def test_anybody_reads_the_manual_that_says_most_of_their_subject(client, unit):
    document(unit.item, "Begin.pdf", "Put in the batteries.")
    read = document(unit.item, "Trouble.pdf", "If it flickers after an update, switch it off.")

    shown = told(client, model="ax-55")

    assert shown.index("Trouble") < shown.index("Begin")
    assert "If it flickers after an update" in shown
    assert b"flickers" in b"".join(client.get(f"/contact/read/{read.pk}").streaming_content)


def test_anybody_is_led_to_the_late_page_that_speaks_of_it(client, unit, monkeypatch):
    document(unit.item, "Begin.pdf", "Put in the batteries.")
    book = in_pieces(unit.item, "Manual.pdf", ["Put in the batteries."] * 4, monkeypatch)
    late = in_pieces(unit.item, "Trouble.pdf", [*["Hang it up."] * 8, FLICKERS], monkeypatch)

    shown = told(client)

    assert f'href="/contact/read/{late.pk}#page=9"' in shown
    assert "from page 9" in shown
    assert "If it flickers after an update, switch it off." in shown
    assert shown.index("Trouble") < shown.index("Begin")
    assert f'href="/contact/read/{book.pk}"' in shown
    handed_out = client.get(f"/contact/read/{late.pk}")
    assert handed_out.headers["Content-Disposition"].startswith("inline")
    assert b"flickers" in b"".join(handed_out.streaming_content)


def test_what_is_written_for_stations_is_not_looked_at(client, unit, monkeypatch):
    pages = ["Hang it up.", "Hang it up.", FLICKERS]
    in_pieces(unit.item, "Board.pdf", pages, monkeypatch, audience="station")
    document(unit.item, "Begin.pdf", "Put in the batteries.")

    shown = told(client)

    assert "Begin" in shown
    assert "flickers" not in shown


def test_a_subject_in_other_words_and_signs_is_understood(client, unit):
    document(unit.item, "Begin.pdf", "Put in the batteries.")
    document(unit.item, "Trouble.pdf", FLICKERS)

    for subject in ("NOT flickering!", "-flicker status:open", '"flickers', "(flicker OR"):
        shown = told(client, subject=subject)
        assert shown.index("Trouble") < shown.index("Begin")


@pytest.mark.parametrize("pages", [3, 40])
def test_a_look_costs_the_same_however_long_documents_are(
    client, unit, monkeypatch, django_assert_num_queries, pages
):
    in_pieces(unit.item, "Trouble.pdf", [*["Hang it up."] * pages, FLICKERS], monkeypatch)
    told(client)

    with django_assert_num_queries(HELP_QUERIES):
        told(client)


def test_so_many_pieces_are_looked_at_and_no_more(client, unit, monkeypatch):
    in_pieces(unit.item, "Trouble.pdf", [*["Hang it up."] * 8, FLICKERS], monkeypatch)

    monkeypatch.setattr(knowledge, "MOST_PARTS_ASKED", 2)
    assert "flickers" in told(client)
    monkeypatch.setattr(knowledge, "MOST_PARTS_ASKED", 1)
    assert "flickers" not in told(client)


def test_anybody_sees_nothing_that_is_not_for_everybody(client, unit):
    station = document(unit.item, "Board.pdf", "It flickers: change U7.", audience="station")
    drawing = document(unit.item, "Design.pdf", "It flickers: see sheet 3.")
    type(drawing).objects.filter(pk=drawing.pk).update(kind="reference_design")

    shown = told(client) + told(client, model=unit.serial) + told(client, subject="")

    assert "flickers" not in shown
    assert unit.serial not in shown
    for each in (station, drawing):
        assert client.get(f"/contact/read/{each.pk}").status_code == 404
    assert client.post(f"/contact/solved/{unit.item_id}").status_code == 404


def test_what_solved_it_is_counted_and_nothing_is_sent(unit):
    read = document(unit.item, "Trouble.pdf", "If it flickers, switch it off.")
    secret = document(unit.item, "Board.pdf", "It flickers: change U7.", audience="station")
    client = Client(enforce_csrf_checks=True)
    assert f'name="document" value="{read.pk}"' in told(client)

    said = {"document": [read.pk, secret.pk, "x", "9" * 30]}
    answer = client.post(f"/contact/solved/{unit.item_id}", said, follow=True)

    assert "Good to hear" in answer.content.decode()
    entry = Entry.objects.get(event="catalog.question_answered")
    assert entry.data["channel"] == "web_form"
    assert (entry.data["language"], entry.data["documents"]) == ("en", [read.pk])
    assert entry.about == [f"item:{unit.item_id}"]


def test_who_looks_too_often_is_shown_nothing_more(client, unit, monkeypatch):
    document(unit.item, "Trouble.pdf", "If it flickers, switch it off.")
    monkeypatch.setattr(self_help, "MOST_AN_HOUR", 1)

    assert "Trouble" in told(client)
    assert "Trouble" not in told(client)


def test_a_customer_sees_what_they_asked_already_and_what_is_guaranteed(
    come_in, unit, marisol, django_assert_max_num_queries
):
    case = make_case(at=NOW, subject="It flickers")
    CaseUnit.objects.create(case=case, unit=unit, at=NOW)
    document(unit.item, "Trouble.pdf", "If it flickers, switch it off.")
    client = come_in()
    given = {"unit": unit.pk, "subject": "It flickers"}

    with django_assert_max_num_queries(40):
        shown = client.get("/my/cases/help", given).content.decode()

    assert case.code in shown
    assert "uarantee" in shown
    assert "Trouble" in shown
    assert client.post(f"/my/cases/solved/{unit.pk}").status_code == 302
    assert Entry.objects.filter(event="catalog.question_answered").count() == 1


def test_a_customer_learns_nothing_of_the_units_of_others(come_in, give_set, unit, li_na):
    document(unit.item, "Trouble.pdf", "If it flickers, switch it off.")
    client = come_in("lina@qq.example")

    shown = client.get("/my/cases/help", {"unit": unit.pk, "subject": "It flickers"})

    assert shown.content.decode().strip() == ""
    assert client.post(f"/my/cases/solved/{unit.pk}").status_code == 404


def test_the_hotline_is_named_once_there_is_one(client, db):
    assert "tel:" not in client.get("/contact").content.decode()

    change_settings({HOTLINE.name: "+63 2 8555 0142"}, actor=SYSTEM, at=NOW)

    assert 'href="tel:+63285550142"' in client.get("/contact").content.decode()
