"""The link of a return shows how it stands, whatever became of it."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.returns.operations.agreeing import (
    approve_return,
    cancel_return,
    expire_return,
    refuse_return,
)
from aftercare.domain.returns.operations.deciding import (
    pay_line_back,
    return_line_as_is,
    take_back_decision,
)
from aftercare.domain.returns.operations.replacing import (
    charge_old_one,
    give_charge_back,
    send_replacement_ahead,
)
from aftercare.domain.returns.states import Outcome, RmaStatus
from aftercare.domain.returns.tests.make import DAY, MONDAY, NOW, come, first_line, make_inspected
from aftercare.domain.returns.tests.make import make_return as asked
from aftercare.domain.shipping.models import DeliveryWish
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM


def approved():
    rma = asked(account=make_account())
    approve_return(rma, **NOW)
    return rma


def refused():
    rma = asked(account=make_account())
    refuse_return(rma, why="It is not ours", **NOW)
    return rma


def called_off():
    rma = approved()
    cancel_return(rma, **NOW)
    return rma


def expired():
    rma = approved()
    expire_return(rma, actor=SYSTEM, at=MONDAY + 90 * DAY)
    return rma


def here():
    return make_inspected(account=make_account())


def decided():
    rma = here()
    return_line_as_is(first_line(rma), why="Not ours", **NOW)
    return rma


def closed():
    rma = here()
    pay_line_back(first_line(rma), how=Outcome.REFUND, amount=Decimal(9), what_for="Set", **NOW)
    return rma


def take_back(rma):
    take_back_decision(first_line(rma), **NOW)
    return first_line(rma)


def replaced_ahead():
    rma = approved()
    terms = {"due_on": date(2026, 10, 12), "charge": Decimal(300), "currency": "CNY"}
    send_replacement_ahead(first_line(rma), unit=make_unit("AX55-NEW-0001"), **terms, **NOW)
    return rma


def charged():
    rma = replaced_ahead()
    charge_old_one(first_line(rma), actor=SYSTEM, at=MONDAY + 20 * DAY)
    return rma


def given_back():
    rma = charged()
    come(rma, first_line(rma).unit)
    give_charge_back(first_line(rma), **NOW)
    return rma


@pytest.mark.parametrize(
    ("way", "status", "says"),
    [
        (lambda: asked(account=make_account()), RmaStatus.REQUESTED, "within a working day"),
        (approved, RmaStatus.APPROVED, "Print it with a label"),
        (refused, RmaStatus.REFUSED, "It is not ours"),
        (called_off, RmaStatus.CANCELLED, "It was called off"),
        (expired, RmaStatus.EXPIRED, "Nothing came in time"),
        (here, RmaStatus.RECEIVED, "we look at it and decide"),
        (decided, RmaStatus.DECIDED, "Return as it is"),
        (closed, RmaStatus.CLOSED, "Refund"),
        (replaced_ahead, RmaStatus.APPROVED, "replaced by AX55-NEW-0001"),
        (replaced_ahead, RmaStatus.APPROVED, "by 12 Oct 2026. If it is not, we charge"),
        (charged, RmaStatus.APPROVED, "was not here by 12 Oct 2026, so"),
        (given_back, RmaStatus.RECEIVED, "charged for it are given back"),
    ],
)
def test_each_state_is_shown_without_signing_in(db, way, status, says):
    rma = way()
    rma.refresh_from_db()
    anybody = Client()

    answer = anybody.get(f"/return/{rma.token}")

    assert (rma.status, answer.status_code) == (status, 200)
    assert (says in answer.content.decode(), rma.code in answer.content.decode()) == (True, True)
    assert anybody.get("/return/made-up").status_code == 404


def test_how_it_comes_back_is_wished_for_until_it_is_over(db):
    rma, anybody = decided(), Client()

    answer = anybody.post(f"/return/{rma.token}/delivery", {"where": "collect"})

    assert DeliveryWish.objects.get().subject == f"rma:{rma.pk}"
    assert "You collect it from us" in anybody.get(answer.url).content.decode()
    pay_line_back(take_back(rma), how=Outcome.REFUND, amount=Decimal(9), what_for="Set", **NOW)
    assert anybody.get(f"/return/{rma.token}/delivery").status_code == 404
