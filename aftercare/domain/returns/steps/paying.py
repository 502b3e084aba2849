"""What is paid back for a line, to be settled later."""

from datetime import datetime

from django.utils.translation import gettext as _

from aftercare.base.company.queries import setting
from aftercare.domain.returns.models import RmaLine
from aftercare.domain.returns.queries import CURRENCY
from aftercare.domain.returns.states import AmountKind, Outcome, Paid
from aftercare.domain.returns.steps.returns import reckon
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

PAID = {Outcome.CREDIT: AmountKind.CREDIT, Outcome.REFUND: AmountKind.REFUND}


class AmountMissing(Refused):
    """Who pays back says how much, in which currency, and what for."""


def keep_paid_back(line: RmaLine, paid: Paid, *, actor: Actor, at: datetime) -> None:
    """Keep what is paid back for a line. Raises `AmountMissing`."""
    if paid.amount <= 0 or paid.how not in PAID or not paid.what_for.strip():
        raise AmountMissing(_("Say how much is paid back, and what for."))
    reckon(
        line,
        PAID[paid.how],
        amount=paid.amount,
        currency=paid.currency or str(setting(CURRENCY.name)),
        what_for=paid.what_for,
        actor=actor,
        at=at,
    )
