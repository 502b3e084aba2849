"""How a return begins: checked against what was shipped, under a number, with what shows it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.utils.translation import gettext as _

from aftercare.base.company.steps import next_code
from aftercare.base.files.steps import link, store
from aftercare.domain.cases.steps import link_unit
from aftercare.domain.returns.models import Rma, RmaChange, RmaFile, RmaLine
from aftercare.domain.returns.policies import rule_for
from aftercare.domain.returns.queries import approval_rules, claim_of, had_by, left_to_return
from aftercare.domain.returns.queries.shipped import (
    Customer,
    Delivered,
    can_be_returned,
    has_had,
    more_than_delivered,
)
from aftercare.domain.returns.states import Announced, RmaStatus, Shown, Wish
from aftercare.domain.returns.steps.returns import READERS, approve, file_return, owe_answer
from aftercare.domain.units.models import Lot, Unit
from aftercare.domain.units.steps import hold_unit
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused

PREFIX = "RMA"
WITHIN = timedelta(days=14)


class NothingToReturn(Refused):
    """A return names at least one unit, or a quantity of a lot."""


class NotDelivered(Refused):
    """The unit is not, and never was, this customer's."""


class MoreThanDelivered(Refused):
    """So much of the lot was never delivered, or has been returned already."""


class ReturnedAlready(Refused):
    """There is an open return of this unit."""


def begin_return(rma: Rma, wish: Wish, *, actor: Actor, at: datetime) -> Rma:
    """
    Give a return its number, keep its lines and what shows it; an answer is owed.

    Raises `NothingToReturn`, `NotDelivered`,
    `MoreThanDelivered`, `ReturnedAlready`, `FileTooLarge`.
    """
    if not wish.lines:
        raise NothingToReturn(_("Choose a unit, or a lot and how much of it."))
    customer = had_by(rma.account, rma.contact)
    for each in sorted(wish.lines, key=lambda each: (each.unit_id or 0, each.lot_id or 0)):
        must_have_had(customer, each)
    rma.code, rma.token = next_code(PREFIX, at=at), token_urlsafe(24)
    rma.words, rma.language = wish.words.strip(), wish.language[:12]
    rma.since = rma.opened_at = at
    rma.due_at = at + WITHIN
    rma.save()
    RmaChange.objects.create(rma=rma, status=rma.status, by=str(actor.ref), at=at)
    for each in wish.lines:
        add_line(rma, each, at=at)
    keep_shown(rma, wish.shown, actor=actor, at=at)
    file_return(rma)
    owe_answer(rma, actor=actor, at=at)
    return rma


def approve_by_rule(rma: Rma, *, actor: Actor, at: datetime) -> bool:
    """Approve what is asked for if a rule does, and return whether one did."""
    rules = approval_rules() if rma.status == RmaStatus.REQUESTED else []
    rule = rule_for(rules, claim_of(rma, at=at)) if rules else None
    if rule is None:
        return False
    approve(rma, rule=rule.name, actor=actor, at=at)
    return True


def must_have_had(customer: Customer, each: Announced) -> None:
    """Refuse what a customer cannot send back. Raises what `begin_return` raises."""
    if each.quantity <= 0 or not (each.unit_id or each.lot_id):
        raise NothingToReturn(_("Choose a unit, or a lot and how much of it."))
    if each.unit_id:
        _must_be_free(customer, Unit.objects.get(pk=each.unit_id))
        return
    assert each.lot_id  # noqa: S101  # asked for above
    lot = Lot.objects.select_for_update().get(pk=each.lot_id)
    delivered, left = left_to_return(customer, lot)
    if each.quantity > left:
        raise MoreThanDelivered(more_than_delivered(Delivered(lot, delivered, left)))


def _must_be_free(customer: Customer, unit: Unit) -> None:
    unit = hold_unit(unit)
    if not has_had(customer, unit):
        raise NotDelivered(
            _("%(unit)s is not known as theirs. Note first whose it is.") % {"unit": unit}
        )
    if not can_be_returned(unit):
        raise ReturnedAlready(_("There is an open return of %(unit)s.") % {"unit": unit})


def add_line(rma: Rma, each: Announced, *, announced: bool = True, at: datetime) -> RmaLine:
    """Put a unit, or a quantity of a lot, on a return; its case is about the unit too."""
    line = RmaLine.objects.create(
        rma=rma,
        number=RmaLine.objects.filter(rma=rma).count() + 1,
        item_id=each.item_id,
        unit_id=each.unit_id,
        lot_id=None if each.unit_id else each.lot_id,
        quantity=each.quantity,
        announced=announced,
    )
    if rma.case and line.unit:
        link_unit(rma.case, line.unit, at=at)
    return line


def keep_shown(
    rma: Rma, shown: Sequence[Shown], *, line: RmaLine | None = None, actor: Actor, at: datetime
) -> list[RmaFile]:
    """Keep files that show something of a return. The same one again is kept once."""
    kept = []
    for each in shown:
        file = store(each.content, at=at)
        link(file, ref(rma), name=each.name, readers=READERS, at=at)
        row, _is_new = RmaFile.objects.get_or_create(
            rma=rma,
            line=line,
            kind=each.kind,
            file=file,
            defaults={"name": each.name[:200], "by": str(actor.ref), "at": at},
        )
        kept.append(row)
    return kept
