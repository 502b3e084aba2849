from decimal import Decimal

import pytest

from aftercare.base.journal.models import Entry
from aftercare.domain.coverage.models import DamageStep
from aftercare.domain.coverage.operations.damage import (
    AlreadyLookedAt,
    EvidenceIsMissing,
    NothingDecidedYet,
    SameEyes,
    answer_appeal,
    appeal_damage,
    charge_material,
    look_again,
    look_at_damage,
    take_statement,
)
from aftercare.domain.coverage.operations.decisions import decide_coverage
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.states import LookStatus
from aftercare.domain.coverage.tests.make import CASE, DAMAGED, EVIDENCE, FACTS, MONDAY, somebody
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refusals import NotAllowed
from aftercare.kit.states import IllegalMove

pytestmark = pytest.mark.django_db
FIRST = somebody(1, CoveragePermission.ADJUDICATE, CoveragePermission.DECIDE)
SECOND = somebody(2, CoveragePermission.ADJUDICATE, CoveragePermission.DECIDE)
AMOUNT = {"amount": Decimal("12.50"), "currency": "CNY"}


def looked(actor=FIRST):
    return look_at_damage(CASE, words="Burnt", evidence=EVIDENCE, actor=actor, at=MONDAY)


def confirmed():
    look = looked()
    look_again(look, to=LookStatus.CONFIRMED, words="Yes", actor=SECOND, at=MONDAY)
    return look


def test_from_first_look_to_a_decision_on_the_appeal():
    look = confirmed()
    take_statement(look, words="It fell by itself", actor=FIRST, at=MONDAY)
    decide_coverage(CASE, facts=DAMAGED, actor=FIRST, at=MONDAY)
    charge_material(look, **AMOUNT, words="Connector", actor=FIRST, at=MONDAY)
    appeal_damage(look, words="The lab says otherwise", actor=FIRST, at=MONDAY)
    decision = answer_appeal(look, facts=FACTS, words="Solder void", actor=SECOND, at=MONDAY)

    assert decision.verdict == "covered"
    assert look.status == LookStatus.CLEARED
    assert list(DamageStep.objects.order_by("pk").values_list("kind", flat=True)) == [
        "first", "second", "statement", "charge", "appeal", "answer",
    ]  # fmt: skip
    told = Entry.objects.filter(event="coverage.damage_looked_at").order_by("pk")
    assert [each.data["status"] for each in told] == [
        "found", "confirmed", "confirmed", "charged", "appealed", "cleared",
    ]  # fmt: skip
    assert looked().pk != look.pk


def test_a_damage_without_evidence_is_none():
    with pytest.raises(EvidenceIsMissing):
        look_at_damage(CASE, words="Burnt", evidence=[], actor=FIRST, at=MONDAY)


def test_is_looked_at_once_at_a_time():
    looked()

    with pytest.raises(AlreadyLookedAt):
        looked(SECOND)


def test_the_second_look_is_somebody_elses():
    look = looked()

    with pytest.raises(SameEyes):
        look_again(look, to=LookStatus.CONFIRMED, words="", actor=FIRST, at=MONDAY)
    assert look.status == LookStatus.FOUND


def test_nothing_is_charged_before_the_second_look():
    look = looked()
    decide_coverage(CASE, facts=DAMAGED, actor=FIRST, at=MONDAY)

    with pytest.raises(IllegalMove):
        charge_material(look, **AMOUNT, words="", actor=FIRST, at=MONDAY)


def test_nothing_is_charged_without_a_decision():
    look = confirmed()
    decide_coverage(CASE, facts=FACTS, actor=FIRST, at=MONDAY)

    with pytest.raises(NothingDecidedYet):
        charge_material(look, **AMOUNT, words="", actor=FIRST, at=MONDAY)
    assert DamageStep.objects.filter(kind="charge").count() == 0


def test_an_appeal_is_not_answered_by_who_looked_first():
    look = confirmed()
    appeal_damage(look, words="No", actor=FIRST, at=MONDAY)

    with pytest.raises(SameEyes):
        answer_appeal(look, facts=DAMAGED, words="Yes", actor=FIRST, at=MONDAY)

    answer_appeal(look, facts=DAMAGED, words="Yes", actor=SECOND, at=MONDAY)
    assert look.status == LookStatus.CONFIRMED


def test_takes_the_permission():
    with pytest.raises(NotAllowed):
        looked(somebody(3))
    assert looked(SYSTEM).status == LookStatus.FOUND
