"""Lists of cases: the language of questions, as conditions on the table."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import reduce
from operator import and_, or_

from django.db.models import Q, QuerySet

from aftercare.base.search.queries import (
    AllOf,
    AnyOf,
    Between,
    Field,
    FieldKind,
    Node,
    Not,
    Query,
    find,
    interval,
)
from aftercare.domain.cases.models import Case, CaseFigures, CaseUnit, FoundNumber
from aftercare.domain.cases.queries.cases import visible_cases
from aftercare.domain.cases.states import UNSETTLED, CaseStatus, NumberKind, NumberState
from aftercare.domain.customers.models import Account
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import find_lots, holding_lots, units_alike
from aftercare.kit.actors import Actor

MOST_FOUND = 500
"""Cases that words are looked for in; who finds more asks more precisely."""

NOTHING = Q(pk=None)
EVERYTHING = Q()


def matching_cases(query: Query, *, actor: Actor, at: datetime) -> QuerySet[Case]:
    """
    Return the cases `actor` may see that answer a question, the latest first.

    Snoozed ones and spam are left out unless the question speaks of them.
    """
    reader = _Reader(actor, at)
    wanted = [reader.read(node) for node in query.nodes if not reader.is_words(node)]
    words = [str(node) for node in query.nodes if reader.is_words(node)]
    if words:
        found = find(" ".join(words), actor=actor, kinds=["case"], limit=MOST_FOUND, at=at)
        ids = [hit.subject.id for hit in found.hits if not hit.partial]
        wanted.append(Q(pk__in=ids))
    if not query.fields("snoozed"):
        wanted.append(Q(snoozed_until=None) | Q(snoozed_until__lte=at))
    if all(field.value != CaseStatus.SPAM for field in query.fields("status")):
        wanted.append(~Q(status=CaseStatus.SPAM))
    cases = visible_cases(actor).filter(reduce(and_, wanted, EVERYTHING))
    return cases.order_by("-active_at", "-pk")


class _Reader:
    """Turns the nodes of a question into conditions."""

    def __init__(self, actor: Actor, at: datetime) -> None:
        self.actor = actor
        self.at = at
        self.fields: dict[str, Callable[[str], Q]] = {
            "status": lambda value: Q(status=value),
            "waiting": lambda value: Q(waiting_for=value),
            "priority": lambda value: Q(priority=value),
            "about": lambda value: Q(kind=value),
            "tag": lambda value: Q(tags__contains=[value.casefold()]),
            "channel": lambda value: Q(channel=value),
            "account": _account,
            "contact": lambda value: Q(contact=int(value)) if value.isdecimal() else NOTHING,
            "assignee": self._assignee,
            "team": self._team,
            "unanswered": lambda value: Q(needs_answer=value.lower() in {"yes", "true", "1"}),
            "snoozed": self._snoozed,
            "reopened": lambda value: _counted("reopened", value),
            "bounced": lambda value: _counted("bounced", value),
            "unit": _unit,
            "part": _part,
            "lot": _lot,
            "kind": lambda value: EVERYTHING if value == "case" else NOTHING,
        }
        self.times = {
            "created": ("opened_at", FieldKind.DAY),
            "active": ("active_at", FieldKind.DAY),
            "solved": ("solved_at", FieldKind.DAY),
            "sla": ("due_at", FieldKind.DUE),
        }

    def is_words(self, node: Node) -> bool:
        """Return whether a node asks for words, which the search index knows."""
        if isinstance(node, Not):
            return self.is_words(node.node)
        if isinstance(node, AllOf | AnyOf):
            return any(self.is_words(each) for each in node.nodes)
        if isinstance(node, Field | Between):
            return node.name not in self.fields and node.name not in self.times
        return True

    def read(self, node: Node) -> Q:
        """Return the condition a node stands for."""
        match node:
            case Not():
                found = ~self.read(node.node)
            case AllOf():
                found = reduce(and_, map(self.read, node.nodes), EVERYTHING)
            case AnyOf():
                found = reduce(or_, map(self.read, node.nodes), NOTHING)
            case Between():
                found = self._between(node)
            case Field() if node.name in self.times:
                found = self._compare(node.name, node.operator, node.value)
            case Field():
                found = self.fields[node.name](node.value)
            case _:
                found = NOTHING
        return found

    def _between(self, node: Between) -> Q:
        low = self._compare(node.name, ">=", node.low)
        return low & self._compare(node.name, "<=", node.high)

    def _compare(self, name: str, operator: str, value: str) -> Q:
        column, kind = self.times.get(name, ("", FieldKind.WORD))
        try:
            span = interval(kind, value, self.at)
        except ValueError:
            return NOTHING
        low, high = (_instant(each) for each in (span.low, span.high))
        bounds = {"<": {"lt": low}, ">": {"gte": high}, "<=": {"lt": high}, ">=": {"gte": low}}.get(
            operator, {"gte": low, "lt": high}
        )
        found = Q(**{f"{column}__{bound}": instant for bound, instant in bounds.items()})
        # Only what is not settled is due: said here, the database reads the few it is true of.
        return found & Q(status__in=UNSETTLED) if column == "due_at" else found

    def _assignee(self, value: str) -> Q:
        if value == "me":
            return Q(assignee=self.actor.id) if self.actor.kind == "user" else NOTHING
        return Q(assignee=None) if value == "none" else Q(assignee__handle__iexact=value)

    def _team(self, value: str) -> Q:
        if value == "mine":
            return Q(team__in=self.actor.teams)
        return Q(team=None) if value == "none" else Q(team__code__iexact=value)

    def _snoozed(self, value: str) -> Q:
        return Q(snoozed_until__gt=self.at) if value.lower() in {"yes", "true", "1"} else EVERYTHING


def _account(code: str) -> Q:
    # Looked up first: in one statement the database would go through all cases instead.
    return Q(
        account__in=list(Account.objects.filter(code__iexact=code).values_list("pk", flat=True))
    )


def _unit(serial: str) -> Q:
    alike = Unit.objects.filter(units_alike(serial.strip("*")))
    units = CaseUnit.objects.filter(unit__in=alike)
    return Q(pk__in=units.values("case")) | _named_in_it(NumberKind.SERIAL, serial)


def _part(code: str) -> Q:
    units = CaseUnit.objects.filter(_alike("unit__item__code", code))
    return Q(pk__in=units.values("case")) | _named_in_it(NumberKind.MODEL, code)


def _lot(number: str) -> Q:
    lots = list(find_lots([number]).values_list("pk", flat=True))
    units = list(CaseUnit.objects.values_list("unit", flat=True).distinct()) if lots else []
    holding = CaseUnit.objects.filter(unit__in=holding_lots(units, lots))
    return Q(pk__in=holding.values("case"))


def _named_in_it(kind: NumberKind, value: str) -> Q:
    numbers = FoundNumber.objects.filter(kind=kind).exclude(state=NumberState.DISMISSED)
    named = numbers.filter(_alike("value", value))
    return Q(pk__in=named.values("case"))


def _alike(column: str, value: str) -> Q:
    how = "istartswith" if value.endswith("*") else "iexact"
    return Q(**{f"{column}__{how}": value.rstrip("*")})


def _counted(name: str, value: str) -> Q:
    wanted = Q(pk__in=CaseFigures.objects.filter(**{f"{name}__gt": 0}).values("case"))
    return wanted if value.lower() in {"yes", "true", "1"} else ~wanted


def _instant(value: str | float) -> datetime:
    if isinstance(value, str):
        found = datetime.fromisoformat(value)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return datetime.fromtimestamp(value, tz=UTC)
