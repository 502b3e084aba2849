"""The pages of customers, as a phone and a desk show them."""

from datetime import date

import pytest
from playwright.sync_api import expect

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.numbers import name_unit
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.catalog.operations.documents import add_document
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.domain.customers.models import Account
from aftercare.domain.customers.operations.entering import admit_customer
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.units.operations.records import change_owner, note_date
from aftercare.domain.units.states import DateKind, OwnedBy
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("files_of_server")


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def marisol(transactional_db, now):
    make_channel(code="form", kind="web_form", name="Northwell support")
    household = make_account("Reyes", kind="household", country="CN")
    make_contact(account=household)
    return admit_customer("marisol@harborline.example", actor=SYSTEM, at=now)


@pytest.fixture
def unit(marisol, now):
    make_item("AX55", name="AX-5500 55″ TV", item_class="television.lcd", audience="customer")
    unit = make_unit()
    bought = date(now.year - 1, now.month, 1)
    owner = Account.objects.get()
    change_owner(
        unit, account=owner, contact=None, how=OwnedBy.BOUGHT, since=bought, actor=SYSTEM, at=now
    )
    note_date(unit, kind=DateKind.SOLD, on=bought, actor=SYSTEM, at=now)
    add_document(
        unit.item,
        b"manual",
        file_name="User manual.pdf",
        kind="user_manual",
        audience="customer",
        actor=SYSTEM,
        at=now,
    )
    case = make_case(at=now, subject="Screen stays dark", text="It is dark.", reply_text="Dark.")
    name_unit(case, unit, actor=SYSTEM, at=now)
    return unit


def test_a_customer_sees_all_that_is_theirs(marisol, unit, page_as, axe, shots):
    case = Case.objects.get()
    page = page_as(marisol, f"/my/units/{unit.pk}")
    axe(page)
    shots(page, "portal_unit")

    page = page_as(marisol, f"/my/cases/{case.code}", viewport={"width": 390, "height": 844})
    page.get_by_label("Your message").fill("Now it is on again.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("log")).to_contain_text("Now it is on again.")
