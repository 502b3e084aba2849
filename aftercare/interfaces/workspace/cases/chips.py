"""Questions in words: each condition as a chip, in the reader's language."""

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aftercare.base.search.queries import AnyOf, Between, Field, Node, Not, Phrase, Query
from aftercare.domain.cases.states import CaseKind, CaseStatus, Priority, WaitingFor

FIELDS: dict[str, Any] = {
    "about": _("Kind"),
    "account": _("Customer"),
    "active": _("Last activity"),
    "assignee": pgettext_lazy("search", "Assigned to"),
    "channel": _("Channel"),
    "contact": pgettext_lazy("customer", "Person"),
    "created": pgettext_lazy("search", "Opened"),
    "lot": _("Lot"),
    "part": _("Part"),
    "priority": _("Priority"),
    "sla": _("Due"),
    "snoozed": _("Snoozed"),
    "status": _("Status"),
    "tag": _("Tag"),
    "team": _("Team"),
    "unanswered": pgettext_lazy("search", "Unanswered"),
    "unit": _("Unit"),
    "waiting": _("Waits for"),
}
VALUES: dict[str, dict[str, Any]] = {
    "about": dict(CaseKind.choices),
    "assignee": {"me": _("me"), "none": _("nobody")},
    "priority": dict(Priority.choices),
    "snoozed": {"yes": _("yes"), "no": pgettext_lazy("search", "no")},
    "status": dict(CaseStatus.choices),
    "team": {"mine": _("my team"), "none": _("nobody")},
    "unanswered": {"yes": _("yes"), "no": pgettext_lazy("search", "no")},
    "waiting": dict(WaitingFor.choices),
}


def chips_of(query: Query) -> list[dict[str, str]]:
    """Return the conditions of `query` as the search box shows them."""
    return [
        {"label": in_words(node), "text": chip.text, "rest": chip.without}
        for node, chip in zip(query.nodes, query.chips(), strict=True)
    ]


def in_words(node: Node) -> str:
    """Return a condition as it is said; what has no words of ours stays as it is typed."""
    match node:
        case Not():
            return f"− {in_words(node.node)}"
        case AnyOf():
            return _any_of(node)
        case Phrase():
            return node.text
        case Field() if node.name in FIELDS:
            return _named(node.name, _value(node))
        case Between() if node.name in FIELDS:
            return _named(node.name, f"{node.low} – {node.high}")
        case _:
            return str(node)


def _any_of(choice: AnyOf) -> str:
    fields = [node for node in choice.nodes if isinstance(node, Field) and node.name in FIELDS]
    names = {field.name for field in fields}
    if len(names) == 1 and len(fields) == len(choice.nodes):
        return _named(names.pop(), " / ".join(map(_value, fields)))
    return " / ".join(map(in_words, choice.nodes))


def _value(field: Field) -> str:
    said = VALUES.get(field.name, {}).get(field.value, field.value)
    return f"{'' if field.operator == ':' else field.operator}{said}"


def _named(field: str, said: str) -> str:
    return gettext("%(field)s: %(value)s") % {"field": FIELDS[field], "value": said}
