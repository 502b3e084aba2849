import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.cases.operations.answers import add_note, reply_to_customer
from aftercare.domain.cases.tests.make import make_agent, make_case
from aftercare.domain.coverage.tests.make import make_contract
from aftercare.domain.customers.models import Account, Address, Consent, Contact
from aftercare.domain.customers.operations.records import edit_account
from aftercare.domain.customers.steps import mark_undeliverable
from aftercare.domain.customers.tests.make import MONDAY, make_account, make_contact
from aftercare.kit.actors import SYSTEM

ACCOUNT = {
    "name": "Harborline",
    "kind": "company",
    "tier": "key",
    "country": "PH",
    "language": "en",
    "time_zone": "Asia/Manila",
    "domains": "harborline.example, HL.example",
    "tags": "distributor、Retail",
    "note": "",
}


@pytest.fixture
def marisol(db):
    return make_contact("Marisol Reyes", account=make_account(domains=["harborline.example"]))


def test_a_customer_is_taken_into_the_books(agent):
    answer = agent.post("/customers/new", ACCOUNT)

    made = Account.objects.get()
    assert answer.headers["Location"] == f"/customers/{made.code}"
    assert made.domains == ["harborline.example", "hl.example"]
    assert made.tags == ["distributor", "retail"]
    assert Entry.objects.latest("pk").event == "customers.customer_registered"


def test_a_form_with_something_wrong_comes_back_as_it_was(agent):
    answer = agent.post("/customers/new", ACCOUNT | {"name": "", "note": "Likes calls"})

    assert answer.status_code == 422
    assert "Likes calls" in answer.content.decode()
    assert not Account.objects.exists()


def test_quiet_hours_have_two_ends(agent, marisol):
    form = {"name": "Marisol", "quiet_from": "22:00"}

    answer = agent.post(f"/people/{marisol.pk}/edit", form)

    assert answer.status_code == 422
    assert Contact.objects.get().quiet_from is None


def test_who_may_not_edit_is_refused_and_nothing_changes(client_as, marisol):
    quality = client_as("quality")
    before = Entry.objects.count()

    answers = [
        quality.post("/customers/new", ACCOUNT),
        quality.post(f"/people/{marisol.pk}/edit", {"name": "Else"}),
        quality.post(f"/people/{marisol.pk}/forget", {"confirmation": "FORGET"}),
        quality.post(f"/people/{marisol.pk}/export"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert Account.objects.count() == 1
    assert Contact.objects.get().name == "Marisol Reyes"
    assert Entry.objects.count() == before


def test_what_nobody_may_see_is_not_there(client_as, marisol):
    station = client_as("station")

    for address in (f"/people/{marisol.pk}", f"/customers/{marisol.account.code}", "/people/999"):
        assert station.get(address).status_code == 404


def test_the_list_is_narrowed_down_and_goes_on_after_the_last(agent):
    for number in range(45):
        make_account(f"Shop {number:02}", country="PH" if number % 2 else "CN", language="zh-hans")
    make_account("Needle", country="DE", tags=["vip"])

    first = agent.get("/customers").context["list"]
    second = agent.get("/customers", {"after": first.after}).context["list"]
    names = [row.name for row in [*first.rows, *second.rows]]
    assert names == sorted(names)
    assert len(names) == 46
    assert not second.after
    assert [row.name for row in _listed(agent, tag="VIP")] == ["Needle"]
    assert [row.name for row in _listed(agent, q="eedl")] == ["Needle"]
    assert len(_listed(agent, country="CN", language="zh-hans")) == 23
    assert _listed(agent, sort="-since")[0].name == "Needle"


def _listed(agent, **asked):
    return agent.get("/customers", asked).context["list"].rows


def test_people_with_open_cases_are_found(agent, marisol, run_jobs):
    make_contact("Jonas", email="jonas@x.example")
    make_case()

    assert [row.name for row in _listed(agent, show="people", busy="on")] == ["Marisol Reyes"]
    assert [row.name for row in _listed(agent, show="people", q="jonas@x")] == ["Jonas"]
    assert [row.name for row in _listed(agent, busy="on")] == ["Harborline Retail"]


def test_the_whole_story_stands_in_one_list(agent, marisol, run_jobs):
    case = make_case(subject="Dark panel")
    liza = make_agent("Mei")
    reply_to_customer(case, text="We look", actor=liza, at=MONDAY)
    add_note(case, text="Fuse is blown", actor=liza, at=MONDAY)

    page = agent.get(f"/people/{marisol.pk}").content.decode()
    notes = agent.get(f"/customers/{marisol.account.code}", {"show": "notes"}).context["story"]

    for told in ("Dark panel", "Mei noted", "Fuse is blown", "First met"):
        assert told in page
    assert [line.quote for line in notes.lines] == ["Fuse is blown"]


def test_a_story_goes_on_and_its_piece_comes_alone(agent, marisol):
    for number in range(35):
        edit_account(marisol.account, note=str(number), actor=SYSTEM, at=MONDAY)
    address = f"/customers/{marisol.account.code}"

    first = agent.get(address, headers={"HX-Request": "true"})
    rest = agent.get(address, {"after": first.context["story"].after}).context["story"]

    assert first.content.decode().lstrip().startswith('<section class="card" id="story"')
    assert len(first.context["story"].lines) == 30
    assert len(rest.lines) == 7
    assert rest.after is None


def test_the_story_keeps_what_the_reader_may_not_see(client_as, marisol, run_jobs):
    case = make_case(subject="Secret matter")
    case.readers = ["team:0"]
    case.save()
    stranger = client_as("engineer", teams=("quality",))

    page = stranger.get(f"/people/{marisol.pk}").content.decode()

    assert "Secret matter" not in page
    assert case.code not in page
    assert "First met" in page


def test_contracts_stand_on_the_page_of_their_customer(client_as, agent, marisol):
    contract = make_contract(title="Boards for two years", account=marisol.account)
    make_contract(title="Of somebody else", account=make_account("Brightline"))
    address = f"/customers/{marisol.account.code}"

    page = agent.get(address).content.decode()
    back = agent.get(f"/contracts/{contract.code}").content.decode()

    assert "Boards for two years" in page
    assert f'href="/contracts/{contract.code}"' in page
    assert "Of somebody else" not in page
    assert f'href="{address}"' in back


@pytest.mark.parametrize("amount", [1, 7])
def test_pages_cost_the_same_whatever_there_is(agent, marisol, django_assert_num_queries, amount):
    for number in range(amount):
        make_case(subject=f"Case {number}")
        make_contact(f"P{number}", account=marisol.account, email=f"p{number}@harborline.example")
    agent.get("/customers")

    with django_assert_num_queries(23):
        agent.get(f"/customers/{marisol.account.code}")
    with django_assert_num_queries(21):
        agent.get(f"/people/{marisol.pk}")
    with django_assert_num_queries(6):
        agent.get("/customers")


def test_addresses_of_each_kind_have_a_usual_one(agent, marisol):
    new = f"/customers/{marisol.account.code}/places/new"
    dock = {"label": "Dock", "kind": "delivery", "lines": "Pier 1", "country": "PH"}

    agent.post(new, dock)
    agent.post(new, dock | {"label": "Gate", "is_default": "on"})

    assert [(each.label, each.is_default) for each in Address.objects.order_by("pk")] == [
        ("Dock", False),
        ("Gate", True),
    ]
    agent.post(f"/customers/{marisol.account.code}/places/{Address.objects.latest('pk').pk}/remove")
    assert Address.objects.get().label == "Dock"


def test_an_address_is_verified_works_again_and_is_retired(agent, marisol):
    identity = marisol.identities.get()
    mark_undeliverable("email", identity.peer, why="mailbox full", at=MONDAY)
    base = f"/people/{marisol.pk}/addresses/{identity.pk}"

    assert "mailbox full" in agent.get(f"/people/{marisol.pk}").content.decode()
    assert agent.post(f"{base}/verify", {"how": ""}).status_code == 422
    agent.post(f"{base}/verify", {"how": "called back"})
    agent.post(f"{base}/works")
    identity.refresh_from_db()
    assert (identity.standing, identity.verified_by) == ("verified", "called back")
    assert identity.undeliverable_at is None
    agent.post(f"{base}/retire")
    identity.refresh_from_db()
    assert identity.valid_until is not None
    assert agent.post(f"{base}/works").status_code == 404


def test_a_consent_needs_its_proof(agent, marisol):
    word = {"purpose": "news", "channel": "email", "given": "on"}

    assert agent.post(f"/people/{marisol.pk}/consent", word).status_code == 422
    assert not Consent.objects.exists()
    agent.post(f"/people/{marisol.pk}/consent", word | {"proof": "Form of 3 May"})

    assert "Form of 3 May" in agent.get(f"/people/{marisol.pk}").content.decode()


def test_what_would_move_is_shown_before_two_are_merged(agent, marisol, run_jobs):
    make_case()
    other = make_contact("M. Reyes", account=marisol.account, email="m@harborline.example")
    same = f"/people/{marisol.pk}/same"

    page = agent.get(same, {"into": other.pk}).content.decode()
    assert "marisol@harborline.example" in page
    assert "C-2026-00001" in page
    merged = agent.post(f"/people/{marisol.pk}/merge", {"into": other.pk})
    assert merged.headers["Location"] == f"/people/{other.pk}"
    led = agent.get(f"/people/{marisol.pk}")
    assert led.headers["Location"] == f"/people/{other.pk}"


def test_accounts_are_merged_and_their_old_address_leads_on(agent, marisol):
    other = make_account("Harbor Line")

    agent.post(f"/customers/{other.code}/merge", {"into": marisol.account.pk})

    led = agent.get(f"/customers/{other.code}")
    assert led.headers["Location"] == f"/customers/{marisol.account.code}"


def test_two_who_look_alike_are_proposed_until_told_apart(agent, marisol):
    twin = make_contact("Marisol Reyes", account=marisol.account, email="mr@harborline.example")

    assert "may be the same person" in agent.get(f"/people/{marisol.pk}").content.decode()
    agent.post(f"/people/{marisol.pk}/distinct", {"other": twin.pk})

    assert "may be the same person" not in agent.get(f"/people/{marisol.pk}").content.decode()
    assert "may be the same person" not in agent.get(f"/people/{twin.pk}").content.decode()


def test_an_export_is_for_machines_and_for_people(agent, marisol, run_jobs):
    make_case(text="The fuse is blown")

    answer = agent.post(f"/people/{marisol.pk}/export")

    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    data = json.loads(archive.read("data.json"))
    assert data["conversations"][0]["text"] == "The fuse is blown"
    assert "The fuse is blown" in archive.read("readable.html").decode()


def test_a_person_is_erased_with_the_word_only(agent, marisol):
    wrong = agent.post(f"/people/{marisol.pk}/forget", {"confirmation": "yes"})
    assert wrong.status_code == 409
    assert agent.get(f"/people/{marisol.pk}").status_code == 200

    agent.post(f"/people/{marisol.pk}/forget", {"confirmation": "FORGET"})

    assert agent.get(f"/people/{marisol.pk}").status_code == 404
