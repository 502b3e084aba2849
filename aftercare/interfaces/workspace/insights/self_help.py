"""What self-help shows and solves: the page, and the same as a table for spreadsheets."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftercare.domain.cases.models import CaseFigures
from aftercare.domain.cases.queries.insights import Scope, may_see_insights
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries.self_help import SelfHelp, questions_answered
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.dates import day_and_month
from aftercare.interfaces.ui.downloads import send_made
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.ui.spreadsheets import CSV, csv_of
from aftercare.interfaces.workspace.insights.charts import Chart, draw
from aftercare.interfaces.workspace.insights.forms import ScopeForm
from aftercare.interfaces.workspace.insights.views import WEEK
from aftercare.interfaces.workspace.templatetags.workspace import language_of
from aftercare.kit import clock

WITH_HELP = ("web_form", "portal")
"""The channels beside whose form something is shown that may help."""


@require_GET
def self_help(request: ActorRequest) -> HttpResponse:
    """Show what was shown and answered by what is written, and what came all the same."""
    form, scope = _asked(request)
    found, came = questions_answered(scope.since, scope.until), _came(scope)
    context = {
        "form": form,
        "found": found,
        "came": sum(came),
        "share": _share(found.total, sum(came)),
        "flow": _flow(found, came, scope),
        "parts": list(_parts(found)),
    }
    return page(request, "workspace/insights/self_help.html#figures", context)


@require_GET
def export_self_help(request: ActorRequest) -> HttpResponseBase:
    """Hand out the same figures as a table that spreadsheets open."""
    _form, scope = _asked(request)
    found, came = questions_answered(scope.since, scope.until), _came(scope)
    header = [_("Figure"), _("Of"), _("Value")]
    table = csv_of(header, _lines(found, came, scope))
    return send_made(request, table, name=f"self-help-{scope.since}.csv", kind=CSV)


def _asked(request: ActorRequest) -> tuple[ScopeForm, Scope]:
    if not may_see_insights(request.actor):
        raise PermissionDenied
    form = ScopeForm(request.GET, channels=[])
    return form, form.scope(clock.now())


def _came(scope: Scope) -> list[int]:
    """Return by week how many questions were sent from forms that show what may help."""
    cases = CaseFigures.objects.filter(
        opened_on__gte=scope.since, opened_on__lt=scope.until, channel__in=WITH_HELP
    ).order_by()
    weeks = [0] * scope.weeks
    for day, count in cases.values_list("opened_on").annotate(cases=Count("pk")):
        weeks[(day - scope.since).days // WEEK.days] += count
    return weeks


def _share(solved: int, came: int) -> int | None:
    return round(100 * solved / (solved + came)) if solved + came else None


def _flow(found: SelfHelp, came: list[int], scope: Scope) -> Chart:
    weeks = range(scope.weeks)
    solved = [found.weeks[number] for number in weeks]
    titles = [day_and_month(scope.since + number * WEEK) for number in weeks]
    return draw(titles, [(_("Solved"), "green", solved, []), (_("Came in"), "blue", came, [])])


def _parts(found: SelfHelp) -> Iterator[dict[str, Any]]:
    language = get_language() or ""
    items = [
        (f"{each.code} {each.name_in(language)}", count, _page_of(each))
        for each, count in found.items
    ]
    channels = {"web_form": _("Public form"), "portal": _("Own page of customers")}
    unknown = pgettext("language", "Not noted")
    yield from _part(_("By model"), items)
    yield from _part(
        _("By language"),
        ((language_of(each) if each else unknown, n, "") for each, n in found.languages.items()),
    )
    yield from _part(
        _("By channel"), ((channels.get(each, each), n, "") for each, n in found.channels.items())
    )


def _page_of(item: Item) -> str:
    return reverse("workspace:item", args=[item.code])


def _part(title: str, rows: Iterable[tuple[str, int, str]]) -> Iterator[dict[str, Any]]:
    ordered = sorted(rows, key=lambda row: (-row[1], row[0]))
    if ordered:
        most = ordered[0][1]
        bars = [
            {"label": label, "count": count, "share": round(100 * count / most), "href": href}
            for label, count, href in ordered
        ]
        yield {"title": title, "rows": bars}


def _lines(found: SelfHelp, came: list[int], scope: Scope) -> Iterator[list[Any]]:
    yield [pgettext("how often", "Shown"), "", found.visits.shown]
    yield [_("Helped"), "", found.visits.helped]
    yield [_("Sent all the same"), "", found.visits.came]
    for number, count in enumerate(came):
        week = (scope.since + number * WEEK).isoformat()
        yield [_("Solved"), week, found.weeks[number]]
        yield [_("Came in"), week, count]
    for document, visits in found.documents:
        label = f"{document.title} · {document.item.code}"
        yield [pgettext("how often", "Shown"), label, visits.shown]
        yield [_("Helped"), label, visits.helped]
        yield [_("Sent all the same"), label, visits.came]
    for part in _parts(found):
        yield from ([part["title"], row["label"], row["count"]] for row in part["rows"])
