"""Reading a question. Whatever somebody types gives a query; nothing raises."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from aftercare.base.search.policies.fields import FieldKind, SearchField, is_value, known_fields
from aftercare.base.search.policies.language import (
    AllOf,
    Between,
    Field,
    Node,
    Phrase,
    Plain,
    Query,
    all_of,
    any_of,
    negated,
)
from aftercare.base.search.policies.tokens import clean

LONGEST_QUESTION = 1_000
DEEPEST_GROUP = 12
ORDERED = {FieldKind.NUMBER, FieldKind.DAY, FieldKind.DUE}

_SAME_AS = str.maketrans("“”„«»", '"""""')
_TOKEN = re.compile(
    r"""(?P<open>\()|(?P<close>\))
    |(?P<minus>-+)(?=[^\s)-])
    |"(?P<phrase>[^"]*)(?P<end>"|$)
    |(?P<field>[A-Za-z][A-Za-z_]*)(?P<operator>:?[<>]=?|:)
        (?:\[\s*(?P<low>[^\s\[\]()"]+)\s+TO\s+(?P<high>[^\s\[\]()"]+)\s*\]
        |"(?P<quoted>[^"]*)(?:"|$)|(?P<bare>[^\s()]*))
    |(?P<word>[^\s()]+)""",
    re.VERBOSE,
)
_SPLIT = re.compile(r'[\s()":<>=\[\]]+')


def parse_query(text: str, fields: Mapping[str, SearchField] | None = None) -> Query:
    """
    Read what somebody typed into the search box.

    `status:open assignee:me tag:fota created>2026-01-01 sla:<1h unit:AX55* -tag:spam
    "exact words" (a OR b) NOT x priority:[1 TO 5]`. Fields are those that apps registered;
    what is not understood becomes plain words, and `problems` says so.
    """
    reader = _Reader(known_fields() if fields is None else fields)
    text = clean(text).translate(_SAME_AS).replace("\0", " ")
    if len(text) > LONGEST_QUESTION:
        text = text[:LONGEST_QUESTION]
        reader.note(_("The question is too long. Only its beginning was searched for."))
    node = all_of(reader.read(text))
    nodes = node.nodes if isinstance(node, AllOf) else (node,)
    return Query(nodes, tuple(dict.fromkeys(reader.problems)))


@dataclass
class _Group:
    """The nodes read so far between two parentheses, and what applies to the next one."""

    nodes: list[Node] = field(default_factory=list)
    negate: bool = False
    join: bool = False

    def add(self, node: Node) -> None:
        if isinstance(node, AllOf) and not node.nodes:
            return
        if self.negate:
            node = negated(node)
        if self.join and self.nodes:
            node = any_of([self.nodes.pop(), node])
        self.nodes.append(node)
        self.negate = self.join = False


class _Reader:
    def __init__(self, fields: Mapping[str, SearchField]) -> None:
        self.fields = fields
        self.problems: list[str] = []

    def note(self, problem: str) -> None:
        self.problems.append(problem)

    def read(self, text: str) -> list[Node]:
        groups = [_Group()]
        ignored = 0
        minus = False
        for found in _TOKEN.finditer(text):
            if found["open"]:
                if len(groups) > DEEPEST_GROUP:
                    ignored += 1
                    continue
                groups[-1].negate ^= minus
                groups.append(_Group())
            elif found["close"]:
                if ignored:
                    ignored -= 1
                elif len(groups) > 1:
                    self._close(groups)
            elif not found["minus"]:
                self._item(found, groups[-1], minus=minus)
            minus = bool(found["minus"])
        while len(groups) > 1:
            self._close(groups)
        return groups[0].nodes

    def _close(self, groups: list[_Group]) -> None:
        inner = groups.pop()
        groups[-1].add(all_of(inner.nodes))

    def _item(self, found: re.Match[str], group: _Group, *, minus: bool) -> None:
        word = found["word"]
        if word in {"OR", "AND", "NOT"} and not minus:
            group.negate ^= word == "NOT"
            group.join |= word == "OR"
            return
        group.negate ^= minus
        if found["field"]:
            group.add(self._field(found))
        elif found["phrase"] is not None:
            text = " ".join(found["phrase"].split())
            group.add(Phrase(text) if any(map(str.isalnum, text)) else AllOf(()))
        else:
            group.add(all_of(_plain(word, keep=True)))

    def _field(self, found: re.Match[str]) -> Node:
        name, operator = found["field"].lower(), found["operator"].lstrip(":") or ":"
        if name not in self.fields:
            if (found["bare"] or "").startswith("//"):
                return Plain(found[0])
            self.note(_("There is no field “%(name)s”.") % {"name": name})
            return self._as_words(found)
        kind = self.fields[name].kind
        if found["low"]:
            low, high = found["low"], found["high"]
            if kind in ORDERED and is_value(kind, low) and is_value(kind, high):
                return Between(name, low, high)
            return self._not_understood(found, name)
        given = found["quoted"] or found["bare"] or ""
        value = " ".join(clean(given.replace('"', "")).split())
        comparable = operator == ":" or kind in ORDERED
        if not value or not comparable or not is_value(kind, value):
            return self._not_understood(found, name)
        return Field(name, operator, value)

    def _not_understood(self, found: re.Match[str], name: str) -> Node:
        self.note(
            _("“%(text)s” is not a value for “%(name)s”. It was searched for as words.")
            % {"text": found[0], "name": name}
        )
        return self._as_words(found)

    def _as_words(self, found: re.Match[str]) -> Node:
        return all_of(_plain(found[0], keep=False))


def _plain(text: str, *, keep: bool) -> Iterator[Node]:
    for piece in [text] if keep else _SPLIT.split(text):
        word = piece.lstrip("-")
        if any(map(str.isalnum, word)):
            yield Plain(word.lower() if word in {"OR", "AND", "NOT", "TO"} else word)
