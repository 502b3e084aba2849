from decimal import Decimal
from io import BytesIO

import pytest

from aftercare.base.files.models import FileLink
from aftercare.base.journal.models import Entry
from aftercare.domain.coverage.models import DamageStep
from aftercare.domain.coverage.operations.damage import (
    AlreadyLookedAt,
    EvidenceIsMissing,
    NotAnAnswer,
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
from aftercare.domain.coverage.queries.evidence import damage_found, shown_in
from aftercare.domain.coverage.states import LookStatus, Shown
from aftercare.domain.coverage.steps.damage import begin_look
from aftercare.domain.coverage.tests.make import (
    CASE,
    DAMAGED,
    EVIDENCE,
    FACTS,
    MONDAY,
    SHOWN,
    somebody,
)
from aftercare.domain.units.states import Upload
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refusals import NotAllowed
from aftercare.kit.states import IllegalMove

pytestmark = pytest.mark.django_db
FIRST = somebody(1, CoveragePermission.ADJUDICATE, CoveragePermission.DECIDE)
SECOND = somebody(2, CoveragePermission.ADJUDICATE, CoveragePermission.DECIDE)
AMOUNT = {"amount": Decimal("12.50"), "currency": "CNY"}


def looked(actor=FIRST):
    return look_at_damage(CASE, words="Burnt", evidence=SHOWN, actor=actor, at=MONDAY)


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
    words = {"words": "Solder void", "actor": SECOND, "at": MONDAY}
    decision = answer_appeal(look, to=LookStatus.CLEARED, **words)

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
        answer_appeal(look, to=LookStatus.CLEARED, words="Yes", actor=FIRST, at=MONDAY)


def test_an_answer_is_a_decision_of_its_own_whatever_was_decided_before():
    look = confirmed()
    before = decide_coverage(CASE, facts=DAMAGED, actor=FIRST, at=MONDAY)
    appeal_damage(look, words="No", actor=FIRST, at=MONDAY)
    stays = answer_appeal(look, to=LookStatus.CONFIRMED, words="It is", actor=SECOND, at=MONDAY)
    status = look.status
    appeal_damage(look, words="No!", actor=FIRST, at=MONDAY)
    again = answer_appeal(look, to=LookStatus.CONFIRMED, words="It is", actor=SECOND, at=MONDAY)

    assert status == LookStatus.CONFIRMED
    assert len({before.pk, stays.pk, again.pk}) == 3
    assert stays.facts == before.facts
    assert look.steps.get(decision=stays).words == "It is"


def test_an_answer_says_one_of_two_things():
    look = confirmed()
    appeal_damage(look, words="No", actor=FIRST, at=MONDAY)

    with pytest.raises(NotAnAnswer):
        answer_appeal(look, to=LookStatus.CHARGED, words="?", actor=SECOND, at=MONDAY)
    with pytest.raises(NothingDecidedYet):
        answer_appeal(look, to=LookStatus.CLEARED, words="?", actor=SECOND, at=MONDAY)
    look.refresh_from_db()
    assert look.status == LookStatus.APPEALED


def test_what_has_to_be_shown_goes_by_the_class_of_the_item():
    with pytest.raises(EvidenceIsMissing, match="reading"):
        look_at_damage(
            CASE, item_class="board", words="", evidence=SHOWN[:1], actor=FIRST, at=MONDAY
        )
    assert not DamageStep.objects.exists()


def test_a_second_look_adds_what_is_missing():
    look = begin_look(CASE, item_class="board", words="Burnt", actor=FIRST, at=MONDAY)
    say = {"to": LookStatus.CONFIRMED, "words": "Yes", "actor": SECOND, "at": MONDAY}

    with pytest.raises(EvidenceIsMissing):
        look_again(look, **say)
    look_again(look, evidence=SHOWN, **say)

    assert damage_found(CASE) == (True, EVIDENCE)


def test_a_file_shows_it():
    photo = Shown("photo", "Burnt", Upload("burnt.jpg", BytesIO(b"\xff\xd8\xff\xe0 burnt")))
    look = look_at_damage(CASE, words="", evidence=[photo], actor=FIRST, at=MONDAY)

    (kept,) = shown_in(look)
    assert FileLink.objects.get(pk=kept["file"]).subject == f"damage_look:{look.pk}"


def test_takes_the_permission():
    with pytest.raises(NotAllowed):
        looked(somebody(3))
    assert looked(SYSTEM).status == LookStatus.FOUND
