"""Goodwill: what we pay though we need not, within what a role may."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.base.people.models import Role
from aftercare.domain.coverage.events import GoodwillGranted, GoodwillLimitSet
from aftercare.domain.coverage.models import ALL, Goodwill, GoodwillLimit
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused


class OverTheLimit(Refused):
    """It is more than the roles of this person may grant."""


class SharesDoNotAddUp(Refused):
    """Somebody has to bear all of it."""


@transaction.atomic
def set_goodwill_limit(
    role: Role, *, amount: Decimal, currency: str, actor: Actor, at: datetime
) -> GoodwillLimit:
    """Say how much goodwill a role may grant for one case."""
    actor.must(CoveragePermission.SET_UP)
    limit, _is_new = GoodwillLimit.objects.update_or_create(
        role=role, currency=currency.upper(), defaults={"amount": amount}
    )
    event = GoodwillLimitSet(role_id=role.pk, currency=limit.currency, amount=str(amount))
    announce(event, actor=actor, at=at)
    return limit


@transaction.atomic
def grant_goodwill(
    subject: Ref,
    *,
    amount: Decimal,
    currency: str,
    supplier: int,
    customer: int,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Goodwill:
    """
    Pay though we need not; `supplier` and `customer` bear their percent, we the rest.

    Counts together with what was granted before for the same subject. Raises `OverTheLimit`,
    `SharesDoNotAddUp`.
    """
    actor.must(CoveragePermission.GOODWILL)
    if supplier + customer > ALL:
        raise SharesDoNotAddUp(_("The shares of supplier and customer are more than all of it."))
    _must_be_within(actor, subject, amount, currency.upper())
    granted = Goodwill.objects.create(
        subject=str(subject),
        amount=amount,
        currency=currency.upper(),
        us=ALL - supplier - customer,
        supplier=supplier,
        customer=customer,
        reason=reason.strip(),
        by=str(actor.ref),
        at=at,
    )
    event = GoodwillGranted(
        subject=str(subject), goodwill_id=granted.pk, amount=str(amount), currency=granted.currency
    )
    announce(event, actor=actor, at=at)
    return granted


def _must_be_within(actor: Actor, subject: Ref, amount: Decimal, currency: str) -> None:
    if actor.may(CoveragePermission.SET_UP):
        return
    limits = GoodwillLimit.objects.filter(role__users=actor.id, currency=currency)
    most = max(limits.values_list("amount", flat=True), default=Decimal(0))
    before = Goodwill.objects.filter(subject=str(subject), currency=currency)
    spent = before.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    if spent + amount > most:
        raise OverTheLimit(
            _("You may grant %(most)s %(currency)s for one case; ask somebody who may grant more.")
            % {"most": f"{most.normalize():f}", "currency": currency}
        )
