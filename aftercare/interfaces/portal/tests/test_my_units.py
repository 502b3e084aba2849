"""A customer's units: found, guaranteed in plain words, registered without being asked twice."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aftercare.domain.cases.operations.numbers import name_unit
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.catalog.operations.documents import add_document
from aftercare.domain.coverage.tests.make import make_contract
from aftercare.domain.units.models import Registration
from aftercare.interfaces.portal.tests.make import NOW
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("channels", "today")

BOUGHT = {"bought_on": "2026-09-01", "country": "CN", "agrees": "on"}


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_belongs_to_a_company_sees_its_units_and_nobody_elses(
    come_in, give_set, harborline, marisol, li_na
):
    ours, theirs = give_set(account=harborline), give_set("ZZ-0099", contact=li_na)
    client = come_in()

    page = text_of(client.get("/my/units"))

    assert (ours.serial in page, theirs.serial in page) == (True, False)
    assert client.get(f"/my/units/{theirs.pk}").status_code == 404


def test_units_are_found_by_the_end_of_their_serial_and_turned_by_pages(
    come_in, give_set, harborline, marisol, django_assert_num_queries
):
    for number in range(21):
        give_set(f"AX55-{number:04}", account=harborline)
    client = come_in()

    assert "AX55-0007" in text_of(client.get("/my/units?q=5-0007"))
    with django_assert_num_queries(9):
        first = text_of(client.get("/my/units"))
    assert ("AX55-0020" in first, "AX55-0000" in first) == (True, False)
    after = first.rpartition("after=")[2].partition('"')[0]
    second = text_of(client.get(f"/my/units?after={after}"))
    assert "AX55-0000" in second
    assert "None of your units" in text_of(client.get("/my/units?q=nowhere"))


def test_the_guarantee_is_told_in_plain_words_and_with_its_last_day(come_in, give_set, li_na):
    unit = give_set(contact=li_na, sold_on=date(2026, 3, 1))
    type(unit).objects.update(sold_in="CN")
    client = come_in("lina@qq.example")

    page = text_of(client.get(f"/my/units/{unit.pk}"))

    assert "保修期至 2027年3月1日" in page
    assert "修理" in page


def test_what_is_not_known_is_asked_and_not_guessed(come_in, give_set, li_na):
    unit = give_set(contact=li_na, sold_on=None)

    page = text_of(come_in("lina@qq.example").get(f"/my/units/{unit.pk}"))

    assert "hero-unknown" in page
    assert f"/register/?u={unit.serial}" in page


def test_a_contract_goes_before_the_law(come_in, give_set, harborline, marisol):
    term = {"clause": "4.1", "starts": "sold_on", "months": {"parts": 48, "labor": 48}}
    make_contract(term, account=harborline, at=NOW)
    unit = give_set(account=harborline)

    page = text_of(come_in().get(f"/my/units/{unit.pk}"))

    assert "guaranteed until 1 Sep 2030" in page


def test_the_page_of_a_unit_shows_its_cases_and_documents(
    come_in, give_set, harborline, marisol, django_assert_max_num_queries
):
    unit = give_set(account=harborline)
    case = make_case(at=NOW)
    name_unit(case, unit, actor=SYSTEM, at=NOW)
    for name, audience in (("Manual.pdf", "customer"), ("Schematic.pdf", "internal")):
        add_document(
            unit.item,
            name.encode(),
            file_name=name,
            kind="user_manual",
            audience=audience,
            actor=SYSTEM,
            at=NOW,
        )
    client = come_in()

    with django_assert_max_num_queries(22):
        page = text_of(client.get(f"/my/units/{unit.pk}"))

    assert f"/my/cases/{case.code}" in page
    assert ("Manual.pdf" in page, "Schematic.pdf" in page) == (True, False)


def test_a_customer_registers_without_saying_who_they_are(come_in, give_set, li_na):
    unit = give_set("AX55-7", sold_on=None)
    client = come_in("lina@qq.example")
    assert 'name="email"' not in text_of(client.get("/register/?u=AX55-7"))
    receipt = SimpleUploadedFile("receipt.png", b"\x89PNG\r\n\x1a\n")
    form = BOUGHT | {"key": "00000000-0000-0000-0000-000000000007", "serial": "AX55-7"}

    done = client.post("/register/", form | {"proof": receipt}, follow=True)

    assert "AX55-7" in text_of(done)
    unit.refresh_from_db()
    assert (unit.contact, unit.sold_in) == (li_na, "CN")
    registration = Registration.objects.get()
    receipt = client.get(f"/my/receipts/{registration.pk}")
    assert b"".join(receipt.streaming_content).startswith(b"\x89PNG")


@pytest.mark.parametrize("wrong", [{"country": ""}, {"agrees": ""}, {"bought_on": "soon"}])
def test_a_wrong_registration_is_not_taken_in(come_in, li_na, wrong):
    form = BOUGHT | {"key": "00000000-0000-0000-0000-000000000007", "serial": "AX55-7"}

    assert come_in("lina@qq.example").post("/register/", form | wrong).status_code == 422
    assert not Registration.objects.exists()


def test_the_receipt_of_another_is_not_there(come_in, client, li_na, marisol):
    proof = SimpleUploadedFile("receipt.png", b"\x89PNG\r\n\x1a\n")
    form = BOUGHT | {"key": "00000000-0000-0000-0000-000000000007", "serial": "AX55-7"}
    come_in("lina@qq.example").post("/register/", form | {"proof": proof})
    number = Registration.objects.get().pk

    assert come_in().get(f"/my/receipts/{number}").status_code == 404


def test_the_first_page_shows_what_goes_on(
    come_in, give_set, harborline, marisol, django_assert_num_queries
):
    unit, case = give_set(account=harborline), make_case(at=NOW - timedelta(hours=1))
    client = come_in()

    with django_assert_num_queries(11):
        page = text_of(client.get("/my"))

    assert unit.serial in page
    assert case.code in page


def test_main_parts_are_guaranteed_longer_than_the_whole(come_in, give_set, harborline, marisol):
    unit = give_set(account=harborline, sold_on=date(2025, 3, 1))
    type(unit).objects.update(sold_in="CN")
    type(harborline).objects.update(kind="household")

    page = text_of(come_in().get(f"/my/units/{unit.pk}"))

    assert "main parts are guaranteed until 1 Mar 2028" in page
    assert "ended 1 Mar 2026" in page
