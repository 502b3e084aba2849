"""A work order begins: of a case, over the counter, or of a return."""

from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.utils.translation import gettext as _

from aftercare.base.company.steps import next_code
from aftercare.domain.cases.steps import link_unit
from aftercare.domain.repairs.models import StatusChange, WorkOrder
from aftercare.domain.repairs.queries import earlier_order_of, is_covered
from aftercare.domain.repairs.states import CLOSED, Whose
from aftercare.domain.repairs.steps.old_parts import follow_old_part
from aftercare.domain.units.models import Unit
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

PREFIX = "WO"
EXPECTED_WITHIN = timedelta(days=14)


class NotOfThisKind(Refused):
    """A kind of repair is for units of ours, of customers, or for a unit that is known."""


class UnitIsBeingRepaired(Refused):
    """There is an open work order for this unit."""


def begin_order(order: WorkOrder, *, actor: Actor, at: datetime) -> WorkOrder:
    """
    Begin a work order, filled in so far, under its number; the unit is expected then.

    What the case knows of the customer, and the unit of its owner, nobody types again. Raises
    `UnitIsBeingRepaired`, `NotOfThisKind`.
    """
    if order.unit:
        _must_be_free(order.unit)
    _must_be_whose_it_should(order)
    known = order.case or order.unit
    if known and order.account is None and order.contact is None:
        order.account, order.contact = known.account, known.contact
    if order.way.whose == Whose.CUSTOMERS and order.account is None and order.contact is None:
        raise NotOfThisKind(_("A customer's old board is a customer's. Say whose it is."))
    order.code = next_code(PREFIX, at=at)
    order.token = token_urlsafe(24)
    order.language = order.language or (order.case.language if order.case else "")
    order.in_guarantee = is_covered(order) if order.case else None
    order.repeats = earlier_order_of(order.unit) if order.unit else None
    order.since = order.opened_at = at
    order.due_at = at + EXPECTED_WITHIN
    order.save()
    StatusChange.objects.create(order=order, status=order.status, by=str(actor.ref), at=at)
    follow_old_part(order)
    if order.case and order.unit:
        link_unit(order.case, order.unit, at=at)
    return order


def _must_be_whose_it_should(order: WorkOrder) -> None:
    """Refuse what a kind of repair is not for. Raises `NotOfThisKind`."""
    theirs = any((order.account, order.contact, order.case)) or bool(
        order.unit and (order.unit.account_id or order.unit.contact_id)
    )
    if order.way.whose == Whose.OURS and theirs:
        raise NotOfThisKind(
            _("Only what is ours is refurbished. Choose another kind, or take it over first.")
        )
    if order.way.goes_out and order.unit is None:
        raise NotOfThisKind(_("Say which unit it is: the same one has to come back."))


def _must_be_free(unit: Unit) -> None:
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    busy = WorkOrder.objects.filter(unit=unit).exclude(status__in=CLOSED).first()
    if busy:
        raise UnitIsBeingRepaired(
            _("%(unit)s is being repaired already: %(order)s.") % {"unit": unit, "order": busy}
        )
