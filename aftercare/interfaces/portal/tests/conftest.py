"""A customer of a company, somebody of a household, and what is theirs."""

from datetime import date

import pytest
from django.conf import settings

from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.domain.customers.operations.entering import admit_customer
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.units.operations.records import change_owner, note_date
from aftercare.domain.units.states import DateKind, OwnedBy
from aftercare.domain.units.tests.make import make_unit
from aftercare.interfaces.portal.tests.make import NOW
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


@pytest.fixture
def channels(db):
    return [make_channel(), make_channel(code="form", kind="web_form", name="Northwell support")]


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def harborline(db):
    return make_account()


@pytest.fixture
def marisol(harborline):
    return make_contact(account=harborline)


@pytest.fixture
def li_na(db):
    """Somebody of no company, who has written from a mailbox of her own."""
    return make_contact("Li Na", email="lina@qq.example", language="zh-hans")


@pytest.fixture
def come_in(client):
    """Return a function that signs a contact in, and returns the browser."""

    def sign_in(email="marisol@harborline.example"):
        user = admit_customer(email, actor=SYSTEM, at=NOW)
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return sign_in


@pytest.fixture
def give_set(db):
    """Return a function that gives somebody a television, sold on a day."""
    make_item("AX55", name="AX-5500 TV", item_class="television.lcd", audience="customer")

    def give(serial="AX55-2519-B0042", *, account=None, contact=None, sold_on=date(2026, 9, 1)):
        unit = make_unit(serial)
        how = {"how": OwnedBy.BOUGHT, "since": date(2026, 9, 1), "actor": SYSTEM, "at": NOW}
        if account or contact:
            change_owner(unit, account=account, contact=contact, **how)
        if sold_on:
            note_date(unit, kind=DateKind.SOLD, on=sold_on, actor=SYSTEM, at=NOW)
        unit.refresh_from_db()
        return unit

    return give
