from datetime import date
from decimal import Decimal

import pytest

from aftercare.base.journal.queries import story_of
from aftercare.base.promises.models import Promise
from aftercare.base.search.queries import find
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.returns.jobs import look_at_days_of_returns
from aftercare.domain.returns.models import Rma
from aftercare.domain.returns.operations.agreeing import (
    SayWhyNot,
    approve_return,
    expire_return,
    refuse_return,
    remind_of_return,
    reopen_return,
)
from aftercare.domain.returns.operations.asking import (
    NobodysReturn,
    add_own_evidence,
    request_own_return,
)
from aftercare.domain.returns.operations.rules import RuleIncomplete, save_approval_rule
from aftercare.domain.returns.queries import instruction_for, lots_delivered, visible_returns
from aftercare.domain.returns.queries.shipped import had_by
from aftercare.domain.returns.states import EvidenceKind, LineStatus, RmaStatus, Wish
from aftercare.domain.returns.steps import (
    MoreThanDelivered,
    NotDelivered,
    NothingToReturn,
    ReturnedAlready,
)
from aftercare.domain.returns.tests.make import (
    DAY,
    HOUR,
    MONDAY,
    NOW,
    announced,
    customer_of,
    first_line,
    make_clerk,
    make_reason,
    make_reel,
    make_return,
    make_returnable,
    shown,
)
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return make_account()


def test_has_a_number_before_anything_is_sent_and_owes_an_answer(shop):
    rma = make_return(account=shop)

    owed = Promise.objects.get(subject=str(ref(rma)))
    assert rma.code == "RMA-2026-00001"
    assert (rma.status, owed.kind, owed.kept_at) == (RmaStatus.REQUESTED, "returns.answer", None)
    assert "returns.return_requested" in [entry.event for entry in story_of(ref(rma))]
    hits = find("AX55-2519-B0042", actor=SYSTEM).hits
    assert rma.code in [hit.code for hit in hits]


def test_names_something(shop):
    with pytest.raises(NothingToReturn):
        make_return(announced(make_reel(account=shop), 0), account=shop)

    assert not Rma.objects.exists()


def test_takes_only_what_the_customer_had(shop):
    others = make_returnable(account=make_account("Sunrise TV"))

    with pytest.raises(NotDelivered):
        make_return(announced(others), account=shop)

    assert not Rma.objects.exists()


def test_takes_of_a_lot_no_more_than_was_delivered_and_not_yet_returned(shop):
    reel = make_reel(account=shop, quantity=6000)
    make_return(announced(reel, 4000), account=shop)

    with pytest.raises(MoreThanDelivered, match="6000 were delivered; at most 2000"):
        make_return(announced(reel, 2001), account=shop)

    make_return(announced(reel, 2000), account=shop)
    assert lots_delivered(had_by(shop, None)) == []


def test_takes_a_unit_once_at_a_time(shop):
    unit = make_returnable(account=shop)
    make_return(announced(unit), account=shop)

    with pytest.raises(ReturnedAlready):
        make_return(announced(unit), account=shop)


def test_is_somebodys():
    with pytest.raises(NobodysReturn):
        request_own_return(Wish([]), reason=make_reason(), actor=customer_of(), at=MONDAY)


def test_a_rule_approves_what_it_is_sure_of_and_a_person_the_rest(shop):
    save_approval_rule(None, name="Photos are enough", needs_guarantee=False, **NOW)

    without = make_return(account=shop)
    shop_self = customer_of(shop)
    add_own_evidence(without, shown=[shown()], actor=shop_self, at=MONDAY + HOUR)
    without.refresh_from_db()

    assert (without.status, without.rule) == (RmaStatus.APPROVED, "Photos are enough")
    assert without.expires_on == date(2026, 10, 28)
    assert Promise.objects.get(subject=str(ref(without))).kept_at == MONDAY + HOUR


def test_a_rule_asks_for_something(shop):
    with pytest.raises(RuleIncomplete):
        save_approval_rule(None, name="All", needs_guarantee=False, needs_evidence=False, **NOW)


def test_outside_the_guarantee_a_person_decides(shop):
    save_approval_rule(None, name="In guarantee", **NOW)

    rma = make_return(account=shop, shows=[shown()])

    assert rma.status == RmaStatus.REQUESTED
    with pytest.raises(NotAllowed):
        approve_return(rma, actor=make_clerk("Wen", roles=("warehouse",)), at=MONDAY)
    approve_return(rma, actor=make_clerk(), at=MONDAY)
    rma.refresh_from_db()
    assert rma.status == RmaStatus.APPROVED


def test_is_refused_with_a_reason_and_may_be_approved_after_all(shop):
    rma = make_return(account=shop)
    with pytest.raises(SayWhyNot):
        refuse_return(rma, why=" ", **NOW)

    refuse_return(rma, why="Sold as it is", **NOW)
    assert first_line(rma).status == LineStatus.NOT_COMING

    approve_return(rma, **NOW)
    assert first_line(rma).status == LineStatus.EXPECTED


def test_expires_and_is_opened_again(shop):
    rma = make_return(account=shop)
    approve_return(rma, **NOW)
    rma.refresh_from_db()

    remind_of_return(rma, actor=SYSTEM, at=MONDAY + 25 * DAY)
    remind_of_return(rma, actor=SYSTEM, at=MONDAY + 26 * DAY)
    expire_return(rma, actor=SYSTEM, at=MONDAY + 31 * DAY)
    make_return(announced(first_line(rma).unit), account=shop)

    with pytest.raises(ReturnedAlready):
        reopen_return(rma, until=date(2026, 12, 1), actor=SYSTEM, at=MONDAY + 32 * DAY)
    rma.refresh_from_db()
    assert rma.status == RmaStatus.EXPIRED
    told = [entry.event for entry in story_of(ref(rma))]
    assert told.count("returns.return_expiring") == 1


def test_the_night_expires_what_did_not_come(shop):
    rma = make_return(account=shop)
    approve_return(rma, **NOW)
    Rma.objects.update(expires_on=date(2020, 1, 1))

    look_at_days_of_returns(timestamp=0)

    rma.refresh_from_db()
    assert rma.status == RmaStatus.EXPIRED
    reopen_return(rma, until=date(2030, 1, 1), **NOW)
    rma.refresh_from_db()
    assert (rma.status, first_line(rma).status) == (RmaStatus.APPROVED, LineStatus.EXPECTED)


def test_a_customer_asks_for_what_is_theirs_and_sees_only_that(shop):
    contact = make_contact("Jun", account=None)
    mine = make_returnable(contact=contact)
    make_return(announced(make_returnable("AX55-2519-B0099", account=shop)), account=shop)
    reason = make_reason("OTHER", evidence=[EvidenceKind.INVOICE])
    jun = customer_of(contact=contact)

    rma = request_own_return(Wish([announced(mine)]), reason=reason, actor=jun, at=MONDAY)

    assert list(visible_returns(jun)) == [rma]
    assert not visible_returns(Actor("nobody", 0, "Nobody")).exists()
    assert instruction_for(rma).address == ["Shenzhen"]


def test_the_value_of_goods_nobody_knows_is_below_no_limit(shop):
    save_approval_rule(None, name="Small", needs_guarantee=False, most_value=Decimal(500), **NOW)

    assert make_return(account=shop, shows=[shown()]).status == RmaStatus.REQUESTED
