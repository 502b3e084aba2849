"""Numbers that were found in texts, and the units they lead to."""

from datetime import datetime

from django.db import transaction

from aftercare.domain.cases.events import NumberSettled, UnitNamed
from aftercare.domain.cases.models import Case, CaseUnit, FoundNumber
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import unit_numbered
from aftercare.domain.cases.states import NumberKind, NumberState
from aftercare.domain.cases.steps import (
    announce_case,
    change_case,
    index_more,
    link_unit,
    lock_case,
)
from aftercare.domain.units.models import Unit
from aftercare.kit.actors import Actor


@transaction.atomic
def confirm_number(number: FoundNumber, *, actor: Actor, at: datetime) -> None:
    """
    Say that a number belongs to the matter; the case is found by it from now on.

    If it is the serial of one unit we know, the matter is about that unit.
    """
    actor.must(CasePermission.WORK)
    _settle(number, NumberState.CONFIRMED)
    unit = unit_numbered(number)
    if unit and link_unit(number.case, unit, at=at):
        announce_case(UnitNamed, number.case, unit_id=unit.pk, actor=actor, at=at)
    index_more(number.case, number.value, at=at)
    _announce(number, confirmed=True, actor=actor, at=at)


@transaction.atomic
def dismiss_number(number: FoundNumber, *, actor: Actor, at: datetime) -> None:
    """Say that a number has nothing to do with the matter."""
    actor.must(CasePermission.WORK)
    _settle(number, NumberState.DISMISSED)
    _announce(number, confirmed=False, actor=actor, at=at)


@transaction.atomic
def name_unit(case: Case, unit: Unit, *, actor: Actor, at: datetime) -> None:
    """Say that a matter is about a unit. Said twice, it is said once."""
    actor.must(CasePermission.WORK)
    if link_unit(lock_case(case), unit, at=at):
        index_more(case, unit.serial, at=at)
        announce_case(UnitNamed, case, unit_id=unit.pk, actor=actor, at=at)


@transaction.atomic
def unname_unit(case: Case, unit: Unit, *, actor: Actor, at: datetime) -> None:
    """Say that a matter is not about a unit after all."""
    actor.must(CasePermission.WORK)
    gone, _rows = CaseUnit.objects.filter(case=lock_case(case), unit=unit).delete()
    if gone:
        announce_case(UnitNamed, case, unit_id=unit.pk, named=False, actor=actor, at=at)


@transaction.atomic
def name_unit_where_confirmed(unit: Unit, *, actor: Actor, at: datetime) -> None:
    """Let matters whose confirmed serial is that of a unit be about it, once it is known."""
    actor.must(CasePermission.WORK)
    serial = unit.serial.upper()
    confirmed = FoundNumber.objects.filter(
        kind=NumberKind.SERIAL, state=NumberState.CONFIRMED, value=serial
    )
    for number in confirmed.select_related("case") if serial else ():
        if link_unit(number.case, unit, at=at):
            announce_case(UnitNamed, number.case, unit_id=unit.pk, actor=actor, at=at)


def _settle(number: FoundNumber, state: NumberState) -> None:
    case = lock_case(number.case)
    FoundNumber.objects.filter(pk=number.pk).update(state=state)
    change_case(case)


def _announce(number: FoundNumber, *, confirmed: bool, actor: Actor, at: datetime) -> None:
    announce_case(
        NumberSettled,
        number.case,
        found_number_id=number.pk,
        confirmed=confirmed,
        actor=actor,
        at=at,
    )
