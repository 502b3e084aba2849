"""How cases are sorted, promised, answered and listed: set up by managers, without a file."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.utils.translation import gettext as _

from aftercare.base.company.models import Calendar
from aftercare.base.journal.steps import announce
from aftercare.base.people.models import Skill, Team
from aftercare.domain.cases.events import RulesChanged
from aftercare.domain.cases.models import (
    AutomaticMessage,
    Macro,
    SavedView,
    ServiceLevel,
    TriageRule,
)
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import receipt_message, visible_views
from aftercare.domain.cases.steps import last_position
from aftercare.domain.coverage.models import Contract
from aftercare.domain.customers.models import Account
from aftercare.kit.actors import Actor
from aftercare.kit.names import snake_case
from aftercare.kit.refusals import Refused
from aftercare.kit.together import ask_again


class NameMissing(Refused):
    """What is set up needs a name by which others know it."""


class NameTaken(Refused):
    """Another one is known by this name."""


class NotYours(Refused):
    """Only its owner, or whoever sets up cases, may change it."""


class NothingToSay(Refused):
    """An automatic message without any text would say nothing."""


class NotSeenYet(Refused):
    """An automatic message is switched on by somebody who has seen it."""


@transaction.atomic
def save_service_level(
    level: ServiceLevel | None,
    *,
    name: str,
    first_response: timedelta,
    next_reply: timedelta,
    solution_or_date: timedelta,
    calendar: Calendar | None = None,
    channels: Sequence[str] = (),
    priorities: Sequence[str] = (),
    tiers: Sequence[str] = (),
    accounts: Sequence[Account] = (),
    contracts: Sequence[Contract] = (),
    active: bool = True,
    actor: Actor,
    at: datetime,
) -> ServiceLevel:
    """
    Set up a service level, a new one as the last to be asked. Promises made before stay.

    Raises `NameMissing`, `NameTaken`.
    """
    actor.must(CasePermission.SET_UP)
    level = level or ServiceLevel(position=last_position(ServiceLevel) + 1)
    level.name = _named(name, ServiceLevel.objects.exclude(pk=level.pk))
    level.first_response = int(first_response.total_seconds())
    level.next_reply = int(next_reply.total_seconds())
    level.solution_or_date = int(solution_or_date.total_seconds())
    level.calendar, level.active = calendar, active
    level.channels, level.priorities, level.tiers = list(channels), list(priorities), list(tiers)
    level.save()
    level.accounts.set(accounts)
    level.contracts.set(contracts)
    _announce(level, "saved", actor=actor, at=at)
    return level


@transaction.atomic
def save_triage_rule(
    rule: TriageRule | None,
    *,
    name: str,
    channels: Sequence[str] = (),
    languages: Sequence[str] = (),
    words: Sequence[str] = (),
    tiers: Sequence[str] = (),
    sets_team: Team | None = None,
    sets_priority: str = "",
    sets_kind: str = "",
    adds_tags: Sequence[str] = (),
    needs_skill: Skill | None = None,
    active: bool = True,
    actor: Actor,
    at: datetime,
) -> TriageRule:
    """Set up a triage rule, a new one as the last. Raises `NameMissing`, `NameTaken`."""
    actor.must(CasePermission.SET_UP)
    rule = rule or TriageRule(position=last_position(TriageRule) + 1)
    rule.name = _named(name, TriageRule.objects.exclude(pk=rule.pk))
    rule.channels, rule.languages = list(channels), list(languages)
    rule.words, rule.tiers = list(words), list(tiers)
    rule.sets_team, rule.sets_priority, rule.sets_kind = sets_team, sets_priority, sets_kind
    rule.adds_tags, rule.needs_skill, rule.active = list(adds_tags), needs_skill, active
    rule.save()
    _announce(rule, "saved", actor=actor, at=at)
    return rule


@transaction.atomic
def move_rule(
    rule: ServiceLevel | TriageRule, *, earlier: bool, actor: Actor, at: datetime
) -> None:
    """Let a rule be asked one place earlier or later. The first and the last stay."""
    actor.must(CasePermission.SET_UP)
    ordered = type(rule).objects.select_for_update().order_by("position")
    rules: list[Any] = list(ordered)
    places = [each.position for each in rules]
    here = next(place for place, each in enumerate(rules) if each.pk == rule.pk)
    there = here - 1 if earlier else here + 1
    if 0 <= there < len(rules):
        one, other = rules[here], rules[there]
        _place(other, last_position(type(rule)) + 1)
        _place(one, places[there])
        _place(other, places[here])
    _announce(rule, "moved", actor=actor, at=at)


@transaction.atomic
def remove_rule(rule: TriageRule | Macro | SavedView, *, actor: Actor, at: datetime) -> None:
    """Throw a triage rule, a macro or a view away. What it did stays. Raises `NotYours`."""
    actor.must(CasePermission.VIEW)
    _must_own(rule, actor)
    _announce(rule, "removed", actor=actor, at=at)
    rule.delete()


@transaction.atomic
def save_macro(
    macro: Macro | None,
    *,
    name: str,
    texts: Mapping[str, str],
    changes: Mapping[str, Any],
    shared: bool,
    active: bool = True,
    actor: Actor,
    at: datetime,
) -> Macro:
    """
    Prepare an answer for everybody, or for oneself.

    Raises `NameMissing`, `NameTaken`, `NotYours`.
    """
    actor.must(CasePermission.REPLY)
    macro = macro or Macro(owner_id=None if shared else actor.id)
    _must_own(macro, actor)
    owner_id = None if shared else actor.id
    others = Macro.objects.exclude(pk=macro.pk)
    same = others.filter(owner=None) if shared else others.filter(owner=owner_id)
    macro.name = _named(name, same)
    macro.texts, macro.changes = dict(texts), dict(changes)
    macro.owner_id, macro.active = owner_id, active
    _must_own(macro, actor)
    macro.save()
    _announce(macro, "saved", actor=actor, at=at)
    return macro


@transaction.atomic
def count_macro_use(macro: Macro, *, actor: Actor, at: datetime) -> None:
    """Count that a macro was used, so that the useful ones stand first."""
    actor.must(CasePermission.REPLY)
    Macro.objects.filter(pk=macro.pk).update(used=F("used") + 1)
    _announce(macro, "used", actor=actor, at=at)


@transaction.atomic
def save_view(
    view: SavedView | None,
    *,
    name: str,
    names: Mapping[str, str] | None = None,
    query: str,
    sort: str = "-active_at",
    team: Team | None = None,
    shared: bool = False,
    actor: Actor,
    at: datetime,
) -> SavedView:
    """
    Keep a query as a list for oneself, a team or all. Raises `NameMissing`, `NotYours`.

    Its `names` in other languages go when it gets another name without any.
    """
    actor.must(CasePermission.VIEW)
    view = view or SavedView(owner_id=actor.id)
    _must_own(view, actor)
    if view.pk is None:
        view.position = SavedView.objects.count()
    before, view.name = view.name, _named(name, SavedView.objects.none())
    if names is not None or view.name != before:
        view.names = dict(names or {})
    view.query, view.sort, view.team = query, sort, team
    view.owner_id = None if shared or team else actor.id
    _must_own(view, actor)
    view.save()
    _announce(view, "saved", actor=actor, at=at)
    return view


@transaction.atomic
def move_view(view: SavedView, *, earlier: bool, actor: Actor, at: datetime) -> None:
    """Let a view stand one place earlier or later among those of its kind: own, a team's, all's."""
    actor.must(CasePermission.VIEW)
    _must_own(view, actor)
    same = visible_views(actor).filter(owner=view.owner_id, team=view.team_id)
    views = list(same)
    here = next(place for place, each in enumerate(views) if each.pk == view.pk)
    there = here - 1 if earlier else here + 1
    if 0 <= there < len(views):
        views.insert(there, views.pop(here))
    for place, each in enumerate(views):
        each.position = place
    SavedView.objects.bulk_update(views, ["position"])
    _announce(view, "moved", actor=actor, at=at)


@transaction.atomic
def write_automatic_message(
    message: AutomaticMessage, *, texts: Mapping[str, str], actor: Actor, at: datetime
) -> None:
    """Change what goes out by itself. Changed, it is off until somebody has seen it again."""
    actor.must(CasePermission.SET_UP)
    message.texts, message.active = dict(texts), False
    message.approved_by, message.approved_at = None, None
    message.save()
    _announce(message, "saved", actor=actor, at=at)


@transaction.atomic
def switch_automatic_message(
    message: AutomaticMessage, *, active: bool, was_seen: bool, actor: Actor, at: datetime
) -> None:
    """
    Switch an automatic message on, having seen it as the customer would, or off.

    Raises `NothingToSay`, `NotSeenYet`.
    """
    actor.must(CasePermission.SET_UP)
    if active and not any(text.strip() for text in message.texts.values()):
        raise NothingToSay(_("Write its text first."))
    if active and not was_seen:
        raise NotSeenYet(_("Look at the message in every language before you switch it on."))
    message.active = active
    if active:
        message.approved_by_id, message.approved_at = actor.id, at
    message.save()
    ask_again(receipt_message)
    _announce(message, "switched on" if active else "switched off", actor=actor, at=at)


def _named(name: str, others: QuerySet[Any]) -> str:
    name = name.strip()
    if not name:
        raise NameMissing(_("Give it a name."))
    if others.filter(name=name).exists():
        raise NameTaken(_("There is one called “%(name)s” already.") % {"name": name})
    return name


def _place(rule: ServiceLevel | TriageRule, position: int) -> None:
    rule.position = position
    rule.save(update_fields=["position"])


def _must_own(rule: TriageRule | Macro | SavedView, actor: Actor) -> None:
    owner_id = getattr(rule, "owner_id", None)
    if actor.may(CasePermission.SET_UP) or (owner_id is not None and owner_id == actor.id):
        return
    raise NotYours(_("Only its owner may change this. Make one of your own instead."))


def _announce(rule: Model, change: str, *, actor: Actor, at: datetime) -> None:
    event = RulesChanged(rule=snake_case(type(rule).__name__), change=change, row=rule.pk)
    announce(event, actor=actor, at=at)
