"""What is decided about: a case, a unit by itself, or a work order over the counter."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import units_of, visible_cases
from aftercare.domain.coverage.models import StoredDecision
from aftercare.domain.coverage.queries.decisions import decisions_about
from aftercare.domain.customers.models import Account
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.queries import orders_of_case, visible_work_orders
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import visible_units
from aftercare.interfaces.ui.templatetags.ui import named
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref


def _nothing() -> None:
    return None


@dataclass
class Subject:
    """What is decided about, who has it, and where its screens are."""

    about: Ref
    name: str
    back: str
    back_label: str
    asks_at: str
    shown_at: str
    """The name of the address of a decision; `args` come before its number."""
    args: tuple[Any, ...]
    case: Case | None = None
    account: Account | None = None
    find_unit: Callable[[], Unit | None] = _nothing
    find_order: Callable[[], WorkOrder | None] = _nothing

    @cached_property
    def unit(self) -> Unit | None:
        return self.find_unit()

    @cached_property
    def order(self) -> WorkOrder | None:
        """The repair whose parts are charged."""
        return self.find_order()

    def url_of(self, stored: StoredDecision) -> str:
        """Return where a decision about it is shown."""
        return reverse(self.shown_at, args=[*self.args, stored.pk])

    def newest(self, actor: Actor) -> StoredDecision | None:
        """Return the last decision about it."""
        return decisions_about(self.about, actor).first()

    @property
    def item_class(self) -> str:
        """The class of the goods it is about."""
        item = self.unit.item if self.unit else self.order.item if self.order else None
        return item.item_class if item else ""


def subject_of_case(case: Case, actor: Actor) -> Subject:
    """Return a case as what is decided about."""
    return Subject(
        about=ref(case),
        name=f"{case.code} {case.subject}",
        back=reverse("workspace:case", args=[case.code]),
        back_label=_("Back to the case"),
        asks_at=reverse("workspace:case-coverage", args=[case.code]),
        shown_at="workspace:case-decision",
        args=(case.code,),
        case=case,
        account=case.account,
        find_unit=units_of(case, actor).select_related("item", "batch", "lot").first,
        find_order=orders_of_case(case, actor).first,
    )


def subject_of_unit(unit: Unit) -> Subject:
    """Return a unit as what is decided about."""
    return Subject(
        about=ref(unit),
        name=f"{unit} {named(unit.item)}",
        back=reverse("workspace:unit", args=[unit.pk]),
        back_label=_("Back to the unit"),
        asks_at=reverse("workspace:unit-coverage", args=[unit.pk]),
        shown_at="workspace:unit-decision",
        args=(unit.pk,),
        account=unit.account or (unit.contact.account if unit.contact else None),
        find_unit=lambda: unit,
    )


def subject_of_order(order: WorkOrder) -> Subject:
    """Return a work order as what is decided about."""
    return Subject(
        about=ref(order),
        name=f"{order.code} {order.complaint}",
        back=reverse("workspace:order", args=[order.code]),
        back_label=_("Back to the work order"),
        asks_at=reverse("workspace:order-coverage", args=[order.code]),
        shown_at="workspace:order-decision",
        args=(order.code,),
        account=order.account or (order.contact.account if order.contact else None),
        find_unit=lambda: order.unit,
        find_order=lambda: order,
    )


def subject_called(about: Ref, actor: Actor) -> Subject:
    """Return what is decided about by its name, if `actor` may see it; else there is none."""
    if about.kind == "case":
        return subject_of_case(get_object_or_404(visible_cases(actor), pk=about.id), actor)
    if about.kind == "unit":
        return subject_of_unit(get_object_or_404(visible_units(actor), pk=about.id))
    if about.kind == "work_order":
        return subject_of_order(get_object_or_404(visible_work_orders(actor), pk=about.id))
    raise Http404
