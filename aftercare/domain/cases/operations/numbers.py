"""Serial, model and order numbers that were found in texts."""

from datetime import datetime

from django.db import transaction

from aftercare.domain.cases.events import NumberSettled
from aftercare.domain.cases.models import FoundNumber
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.states import NumberState
from aftercare.domain.cases.steps import announce_case, change_case, index_more, lock_case
from aftercare.kit.actors import Actor


@transaction.atomic
def confirm_number(number: FoundNumber, *, actor: Actor, at: datetime) -> None:
    """Say that a number belongs to the matter; the case is found by it from now on."""
    actor.must(CasePermission.WORK)
    _settle(number, NumberState.CONFIRMED)
    index_more(number.case, number.value, at=at)
    _announce(number, confirmed=True, actor=actor, at=at)


@transaction.atomic
def dismiss_number(number: FoundNumber, *, actor: Actor, at: datetime) -> None:
    """Say that a number has nothing to do with the matter."""
    actor.must(CasePermission.WORK)
    _settle(number, NumberState.DISMISSED)
    _announce(number, confirmed=False, actor=actor, at=at)


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
