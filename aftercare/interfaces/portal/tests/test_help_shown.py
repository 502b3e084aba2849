"""What is counted of forms beside which something was shown: once, and of nobody by name."""

import re
from uuid import uuid4

import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.cases.models import Case
from aftercare.domain.catalog.models import HelpVisit
from aftercare.domain.conversations.jobs import handle_envelope
from aftercare.domain.conversations.models import Envelope, Message
from aftercare.domain.customers.operations.privacy import forget_contact
from aftercare.interfaces.portal import self_help
from aftercare.interfaces.portal.tests.make import NOW
from aftercare.interfaces.portal.tests.test_my_details import document
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("channels", "today")

ABOUT = {"model": "AX55", "subject": "It flickers"}
WRITTEN = {"name": "Marisol", "email": "m@harborline.example", "text": "Since the update."}


@pytest.fixture
def unit(give_set, harborline, marisol):
    return give_set(account=harborline, contact=marisol)


@pytest.fixture
def read(unit):
    return document(unit.item, "Trouble.pdf", "If it flickers, switch it off.")


@pytest.fixture
def arrive(run_jobs):
    def take_in():
        for envelope in Envelope.objects.order_by("pk"):
            handle_envelope.func(envelope_id=envelope.pk)
        run_jobs()

    return take_in


def opened(client, address="/contact", name="id"):
    """Return the number of a form just opened, and whether the page sends it when it asks."""
    page = client.get(address).content.decode()
    asked = re.search(r'hx-include="([^"]*)"', page)[1]
    assert f"#id_{name}" in asked
    return re.search(rf'name="{name}" value="([^"]+)" id="id_{name}"', page)[1]


def test_a_public_form_counts_what_is_shown_beside_it_once(client, read):
    form = opened(client)

    for subject in ("It flic", "It flickers", "It flickers again"):
        client.get("/contact/help", ABOUT | {"id": form, "subject": subject})

    visit = HelpVisit.objects.get()
    assert (str(visit.key), visit.channel, visit.documents) == (form, "web_form", [read.pk])
    assert (visit.shown_at, visit.helped_at, visit.came_at) == (NOW, None, None)


def test_who_sends_the_form_all_the_same_is_counted_once(client, read, arrive):
    form = opened(client)
    client.get("/contact/help", ABOUT | {"id": form})
    sent = ABOUT | WRITTEN | {"id": form}

    wrong = client.post("/contact", sent | {"email": "m@"})
    assert form in wrong.content.decode()
    for _each in range(2):
        client.post("/contact", sent)
        arrive()
    client.get("/contact/help", ABOUT | {"id": form})

    assert Case.objects.count() == 1
    visit = HelpVisit.objects.get()
    assert visit.came_at is not None
    assert (visit.helped_at, visit.documents) == (None, [read.pk])


def test_a_form_beside_which_nothing_was_shown_is_no_visit(client, unit, read, arrive):
    form = opened(client)
    client.get("/contact/help", ABOUT | {"id": form, "model": "unknown"})
    client.get("/contact/help", ABOUT | {"id": "none"})
    client.get("/contact/help", ABOUT)

    client.post("/contact", ABOUT | WRITTEN | {"id": form})
    arrive()

    assert Case.objects.count() == 1
    assert not HelpVisit.objects.exists()


def test_a_machine_that_is_shown_nothing_more_counts_no_more(client, read, monkeypatch):
    monkeypatch.setattr(self_help, "MOST_AN_HOUR", 3)

    for _each in range(6):
        client.get("/contact/help", ABOUT | {"id": str(uuid4())})

    assert HelpVisit.objects.count() == 3


def test_this_solved_it_counts_once_for_each_form(client, unit, read):
    form = opened(client)
    shown = client.get("/contact/help", ABOUT | {"id": form}).content.decode()
    assert f'name="visit" value="{form}"' in shown

    for _each in range(2):
        said = {"document": [read.pk], "visit": form}
        client.post(f"/contact/solved/{unit.item_id}", said)

    assert HelpVisit.objects.get().helped_at == NOW
    assert Entry.objects.filter(event="catalog.question_answered").count() == 1


def test_the_form_of_a_customer_counts_in_the_same_way(come_in, unit, read, run_jobs):
    client = come_in()
    key = opened(client, "/my/cases/new", "key")
    about = {"unit": unit.pk, "subject": "It flickers", "key": key}
    client.get("/my/cases/help", about)
    client.get("/my/cases/help", about | {"subject": "It flickers much"})
    assert HelpVisit.objects.get().came_at is None

    for _each in range(2):
        client.post("/my/cases/new", about | {"text": "Since the update."})
        run_jobs()

    assert Case.objects.count() == 1
    visit = HelpVisit.objects.get()
    assert (str(visit.key), visit.channel, visit.documents) == (key, "portal", [read.pk])
    assert visit.came_at == NOW


def test_what_is_counted_names_nobody(come_in, unit, read, marisol):
    client = come_in()
    key = opened(client, "/my/cases/new", "key")
    client.get("/my/cases/help", {"unit": unit.pk, "subject": "It flickers", "key": key})

    kept = str(HelpVisit.objects.values().get())

    for said in (marisol.name, "flickers", unit.serial, "harborline", "127.0.0.1"):
        assert said not in kept


def test_who_is_forgotten_leaves_no_way_from_what_is_counted_to_them(
    come_in, unit, read, marisol, run_jobs
):
    client = come_in()
    key = opened(client, "/my/cases/new", "key")
    about = {"unit": unit.pk, "subject": "It flickers", "key": key}
    client.get("/my/cases/help", about)
    client.post("/my/cases/new", about | {"text": "Since the update."})
    run_jobs()
    assert Message.objects.filter(external_id__contains=key).exists()

    forget_contact(marisol, confirmation="FORGET", actor=SYSTEM, at=NOW)
    run_jobs()

    assert not Message.objects.filter(external_id__contains=key).exists()
    assert HelpVisit.objects.get().came_at == NOW
