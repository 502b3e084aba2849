"""A work order: opened, looked at, and everything that is done with it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.base.files.queries import visible_links
from aftercare.base.labels.permissions import LabelPermission
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import units_of, visible_cases
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.repairs.models import FinalTestPoint, Quote, WorkOrder
from aftercare.domain.repairs.operations.bench import begin_soak, note_test
from aftercare.domain.repairs.operations.intake import open_work_order
from aftercare.domain.repairs.operations.parts import NEEDING
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.queries import (
    acceptance_of,
    can_be_quoted,
    changes_of,
    costs_of,
    days_here,
    decision_for,
    link_of_quote,
    orders_about,
    packs_of,
    parts_of,
    photos_of,
    points_for,
    questions_of,
    quotes_of,
    suggestions_for,
    visible_work_orders,
)
from aftercare.domain.repairs.states import OldPartGoes, OrderStatus, PartStatus, Pays
from aftercare.domain.returns.queries import sent_on_for
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.queries import parcels_about
from aftercare.domain.supply.queries.shortages import shortages_of_order
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import visible_units
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.cases.callers import chosen_contact
from aftercare.interfaces.workspace.customers.story import story_about
from aftercare.interfaces.workspace.parcel_texts import PARCELS_IN_CASE
from aftercare.interfaces.workspace.repair_texts import REPAIRS_TOLD
from aftercare.interfaces.workspace.repairs.forms import (
    AssignForm,
    DiagnosisForm,
    FindingForm,
    NewOrderForm,
    PointForm,
    SendOutForm,
)
from aftercare.interfaces.workspace.repairs.shown import (
    TONES,
    owed_for,
    shown_findings,
    shown_points,
    steps_of,
)
from aftercare.interfaces.workspace.repairs.verbs import VERBS, Verb, next_step, verbs_for
from aftercare.interfaces.workspace.return_texts import TO_SUPPLIERS_TOLD
from aftercare.kit import clock
from aftercare.kit.refs import ref

MOST_EARLIER = 5
TOLD = {
    *REPAIRS_TOLD,
    *TO_SUPPLIERS_TOLD,
    *PARCELS_IN_CASE,
    "promises.promise_moved",
    "promises.promise_broken",
}
"""What the story of a work order tells of."""


def order_for(request: ActorRequest, code: str) -> WorkOrder:
    """Return the work order of this number, or 404 if there is none for whoever asks."""
    return get_object_or_404(visible_work_orders(request.actor), code=code)


@require_http_methods(["GET", "POST"])
def new_order(request: ActorRequest) -> HttpResponse:
    """Open a work order, with all a case or a unit knows filled in."""
    request.actor.must(RepairPermission.OPEN)
    case = _case(request)
    unit = _unit(request, case)
    known = {
        "item": unit.item.code if unit else "",
        "serial": unit.serial if unit else "",
        "complaint": case.subject if case else "",
    }
    form = NewOrderForm(request.POST or None, actor=request.actor, initial=known)
    if form.is_valid():
        order = open_work_order(
            **form.cleaned_data,
            case=case,
            contact=chosen_contact(request),
            actor=request.actor,
            at=clock.now(),
        )
        toast(request, _("%(order)s is open. Receive the unit next.") % {"order": order})
        return redirect("workspace:order", code=order.code)
    back = reverse("workspace:case", args=[case.code]) if case else reverse("workspace:repairs")
    context = {"form": form, "back": back, "case": case}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/repairs/new.html", context, status=status)


def _case(request: ActorRequest) -> Case | None:
    code = request.GET.get("case", "")
    return get_object_or_404(visible_cases(request.actor), code=code) if code else None


def _unit(request: ActorRequest, case: Case | None) -> Unit | None:
    number = request.GET.get("unit", "")
    if number.isdecimal():
        return get_object_or_404(visible_units(request.actor), pk=int(number))
    return units_of(case, request.actor).first() if case else None


def _form_page(
    request: ActorRequest, form: Any, *, title: Any, back: str, order: WorkOrder | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "order": order}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/repairs/form.html", context, status=status)


@require_GET
def order(request: ActorRequest, code: str) -> HttpResponse:
    """Show a work order: where it stands, what was found, tested and is owed."""
    return order_page(request, order_for(request, code))


def order_page(request: ActorRequest, found: WorkOrder, wrong: Any = ()) -> HttpResponse:
    """Return the page of a work order; `wrong` is why what was scanned was not taken."""
    at = clock.now()
    earlier = orders_about(found.unit, request.actor) if found.unit else None
    may_ship = request.actor.may(ShippingPermission.VIEW)
    context = {
        "order": found,
        "wrong": wrong,
        "tone": TONES.get(OrderStatus(found.status), "blue"),
        "steps": steps_of(found, list(changes_of(found))),
        "owed": owed_for(found, at),
        "points": shown_points(found, at),
        "days": days_here(found, at.date()),
        "earlier": earlier.exclude(pk=found.pk)[:MOST_EARLIER] if earlier else [],
        "next": next_step(found, request.actor),
        "verbs": list(verbs_for(found, request.actor)),
        "in_test": found.status == OrderStatus.TESTING,
        "may_work": request.actor.may(RepairPermission.WORK),
        "may_print": request.actor.may(LabelPermission.PRINT),
        "parcels": parcels_about(ref(found)) if may_ship else [],
        "may_ship": may_ship,
        "at": at,
        "story": story_about(
            [ref(found)], request.actor, events=TOLD, after=request.GET.get("after", "")
        ),
    }
    context |= _found_in(request, found) | _told_to_customer(request, found)
    status = 422 if wrong else 200
    return page(request, "workspace/repairs/order.html#story", context, status=status)


def _found_in(request: ActorRequest, order: WorkOrder) -> dict[str, Any]:
    links = {each.file_id: each for each in visible_links(request.actor, ref(order))}
    parts = list(parts_of(order))
    goes_on = any(part.old_goes == OldPartGoes.SUPPLIER for part in parts)
    lacks = any(part.status == PartStatus.NEEDED for part in parts)
    return {
        "findings": shown_findings(order),
        "parts": parts,
        "sent_on": sent_on_for(order, request.actor) if goes_on else [],
        "shortages": shortages_of_order(order, request.actor) if lacks else [],
        "suggestions": suggestions_for(order) if not order.is_closed else [],
        "can_fit": order.status == OrderStatus.REPAIRING,
        "can_need": order.status in NEEDING,
        "readings": order.readings.order_by("pk"),
        "photos": [(photo, links.get(photo.file_id)) for photo in photos_of(order)],
    }


def _told_to_customer(request: ActorRequest, order: WorkOrder) -> dict[str, Any]:
    return {
        "quotes": [(each, _link_to(request, each)) for each in quotes_of(order)],
        "questions": questions_of(order),
        "may_quote": request.actor.may(RepairPermission.QUOTE),
        "spent": costs_of(order, request.actor),
        "can_quote": can_be_quoted(order),
        "decision": decision_for(order),
        "may_decide": order.way.pays == Pays.DECIDED
        and request.actor.may(CoveragePermission.DECIDE),
        "track": request.build_absolute_uri(reverse("portal:track", args=[order.token])),
        "accepted": acceptance_of(order),
        "packs": packs_of(order) if order.is_closed else [],
        "can_sign": order.status == OrderStatus.HANDED_OVER
        and not order.past_number
        and request.actor.may(RepairPermission.HAND_OVER),
    }


def _link_to(request: ActorRequest, quote: Quote) -> str:
    return request.build_absolute_uri(reverse("portal:quote", args=[link_of_quote(quote)]))


@require_http_methods(["GET", "POST"])
def do(request: ActorRequest, code: str, verb: str) -> HttpResponse:
    """Do one thing with a work order, after its form is filled in where it has one."""
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Http404
    found = order_for(request, code)
    request.actor.must(chosen.permission)
    back = reverse("workspace:order", args=[code])
    form = _form_of(request, chosen, found)
    if form is not None and not form.is_valid():
        return _form_page(request, form, title=chosen.title, back=back, order=found)
    if form is None and request.method != "POST":
        return redirect(back)
    chosen.call(found, **_facts(form), actor=request.actor, at=clock.now())
    toast(request, _("Done."))
    return redirect(back)


def _form_of(request: ActorRequest, verb: Verb, order: WorkOrder) -> Any:
    if verb.form is None:
        return None
    given: dict[str, Any] = {}
    if issubclass(verb.form, FindingForm):
        given["order"] = order
    elif verb.form in (AssignForm, SendOutForm):
        given["actor"] = request.actor
    sent = request.method == "POST"
    return verb.form(request.POST if sent else None, request.FILES if sent else None, **given)


def _facts(form: Any) -> dict[str, Any]:
    if isinstance(form, DiagnosisForm):
        return form.facts()
    if isinstance(form, FindingForm):
        return {"found": form.found()}
    return dict(form.cleaned_data) if form is not None else {}


def _point(order: WorkOrder, point_id: int) -> FinalTestPoint:
    for point in points_for(order):
        if point.pk == point_id:
            return point
    raise Http404


@require_POST
def tested(request: ActorRequest, code: str, point_id: int) -> HttpResponse:
    """Note how a point of the test went."""
    found = order_for(request, code)
    point = _point(found, point_id)
    form = PointForm(request.POST)
    if not form.is_valid():
        return order_page(request, found, wrong=[each[0] for each in form.errors.values()])
    note_test(
        found,
        point=point,
        value=form.value_said(),
        passed=form.cleaned_data["passed"],
        note=form.cleaned_data["note"],
        actor=request.actor,
        at=clock.now(),
    )
    return redirect(reverse("workspace:order", args=[code]) + "#test")


@require_POST
def runs(request: ActorRequest, code: str, point_id: int) -> HttpResponse:
    """Let a point of the test run that takes its time."""
    found = order_for(request, code)
    begin_soak(found, point=_point(found, point_id), actor=request.actor, at=clock.now())
    return redirect(reverse("workspace:order", args=[code]) + "#test")
