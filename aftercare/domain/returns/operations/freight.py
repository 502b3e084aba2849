"""Freight bills: who paid them, who bears them by rule, and who owes whom the rest."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.queries import setting
from aftercare.domain.returns.events import FreightNoted
from aftercare.domain.returns.models import Rma, RmaAmount
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.policies import moved_by
from aftercare.domain.returns.queries import CURRENCY, freight_of
from aftercare.domain.returns.states import AmountKind, KeptAs, Shown, Side
from aftercare.domain.returns.steps import announce_rma, hold_rma, keep_shown
from aftercare.domain.shipping.states import ParcelWay
from aftercare.domain.units.states import Upload
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

OWED = {Side.CUSTOMER: AmountKind.FREIGHT_BACK, Side.US: AmountKind.FREIGHT_CHARGED}
"""What the other side owes, by who has paid the bill."""


class BillIncomplete(Refused):
    """A freight bill has an amount, and a paper that proves it."""


class PayerIsOpen(Refused):
    """Nobody has decided who bears the freight."""


@transaction.atomic
def note_freight(
    rma: Rma,
    *,
    way: ParcelWay,
    bill: Decimal,
    paid_by: Side,
    currency: str = "",
    evidence: Upload,
    actor: Actor,
    at: datetime,
) -> RmaAmount:
    """
    Keep a freight bill; what the other side bears of it by rule is owed from now on.

    Raises `BillIncomplete`, `PayerIsOpen`, `FileTooLarge`.
    """
    actor.must(ReturnPermission.DECIDE)
    rma = hold_rma(rma)
    if bill <= 0:
        raise BillIncomplete(_("Give the amount on the bill."))
    freight = freight_of(rma)
    if freight.customer is None:
        raise PayerIsOpen(
            _("Who bears the freight follows from the decision on coverage. Decide that first.")
        )
    shown = [Shown(KeptAs.FREIGHT, evidence.name, evidence.content)]
    (kept,) = keep_shown(rma, shown, actor=actor, at=at)
    amount = RmaAmount(rma=rma, way=way, bill=bill, paid_by=paid_by, by=str(actor.ref), at=at)
    amount.kind = OWED[paid_by]
    amount.customer_share = freight.customer
    amount.amount = moved_by(bill, customer=freight.customer, paid_by=paid_by)
    amount.currency = currency or str(setting(CURRENCY.name))
    amount.what_for, amount.evidence = kept.name, kept.file
    amount.save()
    said = {"way": way, "owed": f"{amount.amount:f}", "currency": amount.currency}
    announce_rma(FreightNoted, rma, actor=actor, at=at, **said)
    return amount
