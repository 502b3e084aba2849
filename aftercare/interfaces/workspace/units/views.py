"""The page of a unit: what it is, its dates, what is inside, whose it is, its whole life."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import qrcode
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_GET
from qrcode.image.svg import SvgPathFillImage

from aftercare.base.files.queries import visible_links
from aftercare.base.labels.permissions import LabelPermission
from aftercare.base.people.queries import users_by_id
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import cases_about
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.queries import orders_about
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries import returns_about
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import (
    KnownDate,
    dates_of,
    exchanges_of,
    owners_of,
    parent_of,
    tree_of,
    visible_units,
)
from aftercare.domain.units.states import DateKind
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.workspace.coverage.of_units import coverage_of
from aftercare.interfaces.workspace.customers.story import Story, story_about
from aftercare.interfaces.workspace.repair_texts import REPAIRS_TOLD
from aftercare.interfaces.workspace.return_texts import RETURNS_TOLD
from aftercare.interfaces.workspace.unit_texts import UNITS_TOLD
from aftercare.kit import clock
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref

CASES = 8
MOST_CASES = 60
"""Cases of one unit whose events and decisions its story tells."""
OF_A_CASE = frozenset(
    {
        "cases.case_opened",
        "cases.cases_imported",
        "cases.case_solved",
        "cases.case_reopened",
        "cases.unit_named",
    }
)
DECIDED = frozenset(
    {"coverage.coverage_decided", "coverage.damage_looked_at", "coverage.goodwill_granted"}
)
PROMISED = frozenset({"promises.promise_kept", "promises.promise_moved", "promises.promise_broken"})
TOLD = (
    OF_A_CASE
    | DECIDED
    | PROMISED
    | frozenset(UNITS_TOLD)
    | frozenset(REPAIRS_TOLD)
    | frozenset(RETURNS_TOLD)
)
LINE = (
    DateKind.MANUFACTURED,
    DateKind.SHIPPED,
    DateKind.SOLD,
    DateKind.DELIVERED,
    DateKind.INSTALLED,
    DateKind.REGISTERED,
)


@dataclass(frozen=True)
class Step:
    """One date in the life of a unit, as a step on the line."""

    label: Any
    on: date | None
    is_last: bool = False

    @property
    def state(self) -> str:
        if self.is_last:
            return "now"
        return "done" if self.on else ""

    @property
    def note(self) -> str:
        return date_format(self.on, "SHORT_DATE_FORMAT") if self.on else ""


@require_GET
def unit(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Show a unit with everything known of it."""
    found = get_object_or_404(visible_units(request.actor), pk=unit_id)
    dates = dates_of(found)
    cases = list(cases_about(found, request.actor)[:MOST_CASES])
    context = {
        "unit": found,
        "steps": _steps(dates),
        "dates": _shown_dates(dates, request.actor, found),
        "tree": tree_of(found),
        "parent": parent_of(found),
        "owners": owners_of(found),
        "exchanges": exchanges_of(found),
        "cases": cases[:CASES],
        "orders": orders_about(found, request.actor)[:CASES],
        "may_open": request.actor.may(RepairPermission.OPEN),
        "may_print": request.actor.may(LabelPermission.PRINT),
        "returns": returns_about(found, request.actor)[:CASES],
        "may_return": request.actor.may(ReturnPermission.OPEN),
        "at": clock.now(),
        "story": _story(request, found, cases),
    } | coverage_of(found, cases, request.actor)
    return page(request, "workspace/units/unit.html#story", context)


def _steps(dates: dict[DateKind, KnownDate]) -> list[Step]:
    known = [kind for kind in LINE if kind in dates]
    return [
        Step(kind.label, dates[kind].on if kind in dates else None, is_last=[kind] == known[-1:])
        for kind in LINE
    ]


def _shown_dates(
    dates: dict[DateKind, KnownDate], actor: Actor, found: Unit
) -> list[dict[str, Any]]:
    links = {each.file_id: each for each in visible_links(actor, ref(found))}
    noted = [each.noted_by.partition(":") for each in dates.values()]
    people = users_by_id({int(key) for kind, _colon, key in noted if kind == "user"})
    return [
        {
            "date": each,
            "link": links.get(each.evidence.pk) if each.evidence else None,
            "who": people.get(int(each.noted_by.partition(":")[2] or 0)),
        }
        for each in dates.values()
    ]


def _story(request: ActorRequest, found: Unit, cases: list[Case]) -> Story:
    things = [ref(found), *(ref(case) for case in cases)]
    if found.batch_id:
        things.append(Ref("production_batch", found.batch_id))
    after = request.GET.get("after", "")
    return story_about(things, request.actor, events=TOLD, after=after)


@require_GET
def code(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Draw the code for the product: it leads to the page on which it is registered."""
    found = get_object_or_404(visible_units(request.actor), pk=unit_id)
    address = reverse("portal:register", query={"u": found.serial, "i": found.item.code})
    drawn = qrcode.make(
        request.build_absolute_uri(address), image_factory=SvgPathFillImage, border=2
    )
    picture = BytesIO()
    drawn.save(picture)
    response = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
