"""The page of figures, and the same as a table for spreadsheets."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftercare.base.people.models import Team
from aftercare.domain.cases.models import CaseFigures
from aftercare.domain.cases.queries.insights import (
    Insights,
    Scope,
    Tally,
    Times,
    backlog,
    insights_into,
    may_see_insights,
    opened_and_solved,
)
from aftercare.domain.cases.states import BY_HAND, CaseKind, Priority
from aftercare.domain.conversations.queries import visible_channels
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.dates import day_and_month
from aftercare.interfaces.ui.downloads import send_made
from aftercare.interfaces.ui.pages import page
from aftercare.interfaces.ui.spreadsheets import CSV, csv_of
from aftercare.interfaces.workspace.cases.shown import promise_label
from aftercare.interfaces.workspace.insights.charts import Chart, draw
from aftercare.interfaces.workspace.insights.forms import ScopeForm
from aftercare.interfaces.workspace.settings.fields import channel_choices
from aftercare.kit import clock

HOUR = 3600
DAY = timedelta(days=1)
WEEK = 7 * DAY
_Rows: TypeAlias = list[tuple[Any, str, int]]


@require_GET
def insights(request: ActorRequest) -> HttpResponse:
    """Show how the work goes: what comes in, what waits, how fast, and what was kept."""
    form, scope, at = _asked(request)
    found = insights_into(scope)
    opened_before, solved_before = opened_and_solved(scope.before())
    links = _Links(scope, form)
    weeks = [scope.since + number * WEEK for number in range(scope.weeks)]
    context = {
        "form": form,
        "found": found,
        "solved": sum(found.solved),
        "opened_before": opened_before,
        "solved_before": solved_before,
        "kept": _share(found.total),
        "answer": _in_words(found.answers.get(None)),
        "solution": _in_words(found.solutions.get(None)),
        "flow": _flow(found, weeks, links),
        "speed": _speed(found, weeks),
        "table": _table(found, weeks),
        "backlog": _backlog(scope, at, links),
        "breakdowns": _breakdowns(found, links),
        "promises": _promises(found),
        "links": links,
    }
    return page(request, "workspace/insights/insights.html#figures", context)


@require_GET
def export(request: ActorRequest) -> HttpResponseBase:
    """Hand out the same figures as a table that spreadsheets open."""
    form, scope, at = _asked(request)
    found = insights_into(scope)
    header = [_("Figure"), _("Of"), _("Value")]
    table = csv_of(header, _lines(found, scope, _Links(scope, form), at))
    return send_made(request, table, name=f"insights-{scope.since}.csv", kind=CSV)


def _asked(request: ActorRequest) -> tuple[ScopeForm, Scope, datetime]:
    if not may_see_insights(request.actor):
        raise PermissionDenied
    at = clock.now()
    kinds = visible_channels(request.actor).order_by("kind").values_list("kind", flat=True)
    names = dict(channel_choices())
    channels = [*((kind, names.get(kind, kind)) for kind in dict.fromkeys(kinds)), *BY_HAND]
    form = ScopeForm(request.GET, channels=channels)
    return form, form.scope(at), at


class _Links:
    """Where a figure opens down to the cases behind it."""

    def __init__(self, scope: Scope, form: ScopeForm) -> None:
        asked = form.cleaned_data
        team = asked.get("team")
        named = {
            "team": team.code if team else "",
            "channel": scope.channel,
            "about": scope.kind,
            "priority": scope.priority,
            "tag": scope.tag,
        }
        self.fixed = [f"{name}:{value}" for name, value in named.items() if value]
        self.scope = scope

    def to(self, *words: str) -> str:
        """Return the list of cases that answer to `words` and to what is looked at."""
        question = " ".join([*words, *self.fixed])
        return f"{reverse('workspace:inbox')}?{urlencode({'q': question})}"

    def within(self, field: str, *words: str, week: date | None = None) -> str:
        """Return the list of cases whose date lies in the whole time, or in one week of it."""
        since = week or self.scope.since
        until = (week + WEEK if week else self.scope.until) - DAY
        return self.to(f"{field}:[{since} TO {until}]", *words)

    @property
    def opened(self) -> str:
        return self.within("created")

    @property
    def solved(self) -> str:
        return self.within("solved", "status:solved")

    @property
    def reopened(self) -> str:
        return self.within("created", "reopened:yes")

    @property
    def bounced(self) -> str:
        return self.within("created", "bounced:yes")


def _flow(found: Insights, weeks: list[date], links: _Links) -> Chart:
    return draw(
        [day_and_month(week) for week in weeks],
        [
            (
                _("Came in"),
                "blue",
                found.opened,
                [links.within("created", week=week) for week in weeks],
            ),
            (
                _("Solved"),
                "green",
                found.solved,
                [links.within("solved", "status:solved", week=week) for week in weeks],
            ),
        ],
    )


def _speed(found: Insights, weeks: list[date]) -> Chart:
    times = [found.answers.get(number, Times()) for number in range(len(weeks))]
    return draw(
        [day_and_month(week) for week in weeks],
        [
            (_("Half within"), "blue", [_hours(each.median) for each in times], []),
            (_("Nine of ten within"), "orange", [_hours(each.ninety) for each in times], []),
        ],
        unit=" h",
    )


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / HOUR, 2)


def _in_words(times: Times | None) -> dict[str, Any]:
    times = times or Times()
    return {"count": times.count, "median": _span(times.median), "ninety": _span(times.ninety)}


def _span(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    minutes = round(seconds / 60)
    if minutes < 60:  # noqa: PLR2004  # an hour
        return _("%(minutes)s min") % {"minutes": minutes}
    hours, rest = divmod(minutes, 60)
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def _share(tally: Tally) -> int | None:
    kept, broken = sum(tally.kept), sum(tally.broken)
    return round(100 * kept / (kept + broken)) if kept + broken else None


def _table(found: Insights, weeks: list[date]) -> list[dict[str, Any]]:
    return [
        {
            "week": week,
            "opened": found.opened[number],
            "solved": found.solved[number],
            "answer": _in_words(found.answers.get(number)),
        }
        for number, week in enumerate(weeks)
    ]


def _backlog(scope: Scope, at: datetime, links: _Links) -> list[dict[str, Any]]:
    counted = backlog(scope, at)
    most = max([*counted.values(), 1])
    rows, younger = [], 0
    for days, count in counted.items():
        words = [f"created<{(at - timedelta(days=younger)).date() + DAY}"] if younger else []
        words += [f"created>={(at - timedelta(days=days)).date()}"] if days else []
        rows.append(
            {
                "label": _age(younger, days),
                "count": count,
                "share": round(100 * count / most),
                "href": links.to("(status:open OR status:waiting)", *words),
            }
        )
        younger = days or younger
    return rows


def _age(younger: int, days: int | None) -> str:
    if days is None:
        return _("more than %(days)s days") % {"days": younger}
    if not younger:
        return _("up to a day")
    return _("%(from)s to %(to)s days") % {"from": younger, "to": days}


def _breakdowns(found: Insights, links: _Links) -> list[dict[str, Any]]:
    teams: dict[int | None, Team] = {team.pk: team for team in Team.objects.all()}
    nobody = str(_("No team"))
    parts: list[tuple[str, _Rows]] = [
        (
            _("By team"),
            [
                (
                    teams[key].name if key in teams else nobody,
                    f"team:{_code(teams.get(key))}",
                    each.opened,
                )
                for key, each in found.teams.items()
            ],
        ),
        (_("By kind"), _named(found, "kind", "about", dict(CaseKind.choices))),
        (_("By channel"), _named(found, "channel", "channel", dict(channel_choices()))),
        (_("By priority"), _named(found, "priority", "priority", dict(Priority.choices))),
        (_("By tag"), [(word, f"tag:{word}", count) for word, count in found.tags]),
        (_("By model"), [(word, f'"{word}"', count) for word, count in found.models]),
    ]
    return [_bars(title, rows, links) for title, rows in parts if rows]


def _named(found: Insights, group: str, field: str, names: dict[Any, Any]) -> "_Rows":
    counted = found.groups[group].items()
    return [(names.get(value, value), f"{field}:{value}", count) for value, count in counted]


def _code(team: Team | None) -> str:
    return team.code if team else "none"


def _bars(title: str, rows: _Rows, links: _Links) -> dict[str, Any]:
    most = max(count for _name, _word, count in rows)
    ordered = sorted(rows, key=lambda row: -row[2])
    return {
        "title": title,
        "rows": [
            {
                "label": name,
                "count": count,
                "share": round(100 * count / most),
                "href": links.within("created", word),
            }
            for name, word, count in ordered
        ],
    }


def _promises(found: Insights) -> list[dict[str, Any]]:
    teams: dict[int | None, str] = {team.pk: team.name for team in Team.objects.all()}
    rows = [
        {
            "label": promise_label(kind),
            "kept": found.total.kept[place],
            "broken": found.total.broken[place],
            "teams": [
                {"name": teams.get(key, _("No team")), "share": _part(tally, place)}
                for key, tally in found.teams.items()
                if tally.kept[place] + tally.broken[place]
            ],
            "share": _part(found.total, place),
        }
        for place, kind in enumerate(CaseFigures.PROMISES)
    ]
    return [row for row in rows if row["kept"] or row["broken"]]


def _part(tally: Tally, place: int) -> int | None:
    total = tally.kept[place] + tally.broken[place]
    return round(100 * tally.kept[place] / total) if total else None


def _lines(found: Insights, scope: Scope, links: _Links, at: datetime) -> Iterator[list[Any]]:
    weeks = [scope.since + number * WEEK for number in range(scope.weeks)]
    for row in _table(found, weeks):
        yield [_("Came in"), row["week"].isoformat(), row["opened"]]
        yield [_("Solved"), row["week"].isoformat(), row["solved"]]
    for part in _breakdowns(found, links):
        yield from ([part["title"], row["label"], row["count"]] for row in part["rows"])
    for row in _backlog(scope, at, links):
        yield [_("Open now"), row["label"], row["count"]]
    for name, times in ((_("First answer"), found.answers), (_("Solution"), found.solutions)):
        whole = times.get(None, Times())
        yield [name, _("half within, hours"), _hours(whole.median)]
        yield [name, _("nine of ten within, hours"), _hours(whole.ninety)]
    for row in _promises(found):
        yield [row["label"], _("kept"), row["kept"]]
        yield [row["label"], _("broken"), row["broken"]]
    yield [_("Reopened"), "", found.total.reopened]
    yield [_("Bounced"), "", found.total.bounced]
