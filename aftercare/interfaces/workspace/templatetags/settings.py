"""How settings are told in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.domain.cases.models import ServiceLevel, TriageRule
from aftercare.domain.cases.queries.triage import Trial
from aftercare.domain.cases.states import CaseKind, CaseStatus, Changes, Priority, WaitingFor
from aftercare.domain.customers.states import Tier
from aftercare.interfaces.workspace.templatetags.workspace import channel_name

register = template.Library()
FEW = 3


@register.filter
def worktime(seconds: int) -> str:
    """Return so much working time in hours and minutes."""
    hours, minutes = divmod(round(seconds / 60), 60)
    if not minutes:
        return _("%(hours)s h") % {"hours": hours}
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


@register.filter
def level_conditions(level: ServiceLevel) -> list[str]:
    """Return in words for which cases a service level is."""
    parties = [account.name for account in level.accounts.all()]
    parties += [str(contract) for contract in level.contracts.all()]
    texts = [
        _listed(map(channel_name, level.channels)),
        _labels(level.priorities, Priority.choices),
        _labels(level.tiers, Tier.choices),
        _few(parties),
        str(level.calendar or ""),
    ]
    return [text for text in texts if text]


@register.filter
def rule_conditions(rule: TriageRule) -> list[str]:
    """Return in words which new cases a triage rule is about."""
    texts = [
        _few([_("“%(word)s”") % {"word": word} for word in rule.words]),
        _listed(map(channel_name, rule.channels)),
        _labels(rule.languages, settings.LANGUAGES),
        _labels(rule.tiers, Tier.choices),
    ]
    return [text for text in texts if text]


@register.filter
def rule_effects(rule: TriageRule) -> list[str]:
    """Return in words what a triage rule gives to a case."""
    return [
        *([str(rule.sets_team)] if rule.sets_team else []),
        *([rule.get_sets_priority_display()] if rule.sets_priority else []),
        *([rule.get_sets_kind_display()] if rule.sets_kind else []),
        *(f"#{tag}" for tag in rule.adds_tags),
        *([str(rule.needs_skill)] if rule.needs_skill else []),
    ]


@register.filter
def languages_in(texts: Mapping[str, str]) -> str:
    """Return in which of our languages there is a text."""
    return _listed(name for code, name in settings.LANGUAGES if texts.get(code))


@register.filter
def changes_in_words(data: Mapping[str, Any], teams: Mapping[int, str]) -> list[str]:
    """Return in words what a macro changes in a case."""
    changes = Changes.from_data(data)
    waits = WaitingFor(changes.waiting_for).label if changes.waiting_for else ""
    status = CaseStatus(changes.status).label if changes.status else ""
    texts = [
        f"{status}: {waits}" if status and waits else status,
        Priority(changes.priority).label if changes.priority else "",
        CaseKind(changes.kind).label if changes.kind else "",
        teams.get(changes.team or 0, ""),
        *(f"#{tag}" for tag in changes.add_tags),
    ]
    return [str(text) for text in texts if text]


@register.filter
def trial_result(trial: Trial) -> list[tuple[str, str]]:
    """Return what a case would get, line by line."""
    result = trial.result
    team = next((rule.sets_team for rule in trial.rules if rule.sets_team), None)
    skill = next((rule.needs_skill for rule in trial.rules if rule.needs_skill), None)
    lines = [
        (_("Team"), str(team or _("nobody yet"))),
        (_("Priority"), str(Priority(result.priority or Priority.NORMAL).label)),
        (_("Kind"), str(CaseKind(result.kind or CaseKind.OTHER).label)),
        (_("Tags"), _listed(result.tags) or "–"),
        (_("Service level"), trial.level.name if trial.level else _("none")),
    ]
    return [*lines, (_("Skill"), str(skill))] if skill else lines


def _listed(texts: Iterable[object]) -> str:
    return _(", ").join(map(str, texts))


def _labels(values: Sequence[str], choices: Iterable[tuple[str, Any]]) -> str:
    known = dict(choices)
    return _listed(known.get(value, value) for value in values)


def _few(names: Sequence[str]) -> str:
    more = len(names) - FEW
    if more <= 0:
        return _listed(names)
    rest = ngettext("and %(more)s more", "and %(more)s more", more) % {"more": more}
    return f"{_listed(names[:FEW])} {rest}"
