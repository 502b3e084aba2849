from django.urls import reverse

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.tests.make import make_call
from aftercare.domain.customers.models import Contact
from aftercare.domain.customers.tests.make import make_contact
from aftercare.interfaces.workspace.tests.cases.conftest import HTMX

NEW = reverse("workspace:case-new")
CALLERS = reverse("workspace:case-callers")
CALL = {"channel": "phone", "subject": "No picture", "kind": "fault", "priority": "normal"}


def test_who_calls_is_found_while_one_types_with_what_is_open(browser, case):
    by_address = browser.get(CALLERS, {"email": "MARISOL@harborline.example"}).content.decode()
    by_name = browser.get(CALLERS, {"name": "rey"}).content.decode()
    by_nothing = browser.get(CALLERS, {"name": "r"}).content.decode()

    assert case.code in by_address
    assert "Marisol Reyes" in by_name
    assert "Marisol Reyes" not in by_nothing


def test_a_call_of_somebody_known_is_theirs(browser, db):
    contact = make_contact()

    browser.post(NEW, CALL | {"contact": contact.pk})

    assert Case.objects.get().contact == contact


def test_a_call_of_somebody_new_makes_their_acquaintance(browser, db):
    browser.post(NEW, CALL | {"name": "Ben Cruz", "email": "ben@cruz.example", "company": "Cruz"})

    case = Case.objects.get()
    assert (case.contact.name, case.account.name) == ("Ben Cruz", "Cruz")


def test_a_call_without_a_subject_opens_nothing(browser, db):
    answer = browser.post(NEW, CALL | {"subject": "", "name": "Ben Cruz"})

    assert answer.status_code == 422
    assert not Case.objects.exists()
    assert not Contact.objects.exists()


def test_the_dialog_knows_what_the_message_says(browser, case):
    shown = browser.get(reverse("workspace:case-who", args=[case.code])).content.decode()

    assert 'value="marisol@harborline.example"' in shown
    assert 'value="Harborline"' in shown


def test_a_case_is_given_to_somebody_known(browser, db):
    case, contact = make_call(), make_contact()
    address = reverse("workspace:case-name", args=[case.code])

    answer = browser.post(address, {"contact": contact.pk}, headers=HTMX)

    assert answer["HX-Trigger"] == "close-dialog"
    assert Case.objects.get().contact == contact
    assert browser.post(address, {"contact": 0}).status_code == 404
