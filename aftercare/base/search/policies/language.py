"""What a question consists of, and how it is written."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

_NEEDS_QUOTES = re.compile(r'[\s()]|^[<>="\[]|^$')


@dataclass(frozen=True)
class Plain:
    """A word somewhere in the document; `*` stands for anything at its end or beginning."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Phrase:
    """These words in this order."""

    text: str

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True)
class Field:
    """A field compared with a value: `status:open`, `created>=2026-01-01`."""

    name: str
    operator: str
    value: str

    def __str__(self) -> str:
        quoted = f'"{self.value}"' if _NEEDS_QUOTES.search(self.value) else self.value
        return f"{self.name}{self.operator}{quoted}"


@dataclass(frozen=True)
class Between:
    """A field from one value to another, both included."""

    name: str
    low: str
    high: str

    def __str__(self) -> str:
        return f"{self.name}:[{self.low} TO {self.high}]"


@dataclass(frozen=True)
class Not:
    """What must not be so."""

    node: "Node"

    def __str__(self) -> str:
        return f"-{_enclosed(self.node)}"


@dataclass(frozen=True)
class AnyOf:
    """At least one of these."""

    nodes: tuple["Node", ...]

    def __str__(self) -> str:
        return f"({' OR '.join(map(_enclosed, self.nodes))})"


@dataclass(frozen=True)
class AllOf:
    """All of these."""

    nodes: tuple["Node", ...]

    def __str__(self) -> str:
        return " ".join(map(str, self.nodes))


Node: TypeAlias = Plain | Phrase | Field | Between | Not | AnyOf | AllOf


def _enclosed(node: Node) -> str:
    return f"({node})" if isinstance(node, AllOf) else str(node)


def negated(node: Node) -> Node:
    """Return the contrary of `node`."""
    return node.node if isinstance(node, Not) else Not(node)


def all_of(nodes: Iterable[Node]) -> Node:
    """Return one node for all, flat; a single one is itself."""
    flat = [each for node in nodes for each in (node.nodes if isinstance(node, AllOf) else (node,))]
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def any_of(nodes: Iterable[Node]) -> Node:
    """Return one node for any, flat; a single one is itself."""
    flat = [each for node in nodes for each in (node.nodes if isinstance(node, AnyOf) else (node,))]
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))


@dataclass(frozen=True)
class Chip:
    """One condition of a question for the screen, and the question without it."""

    field: str
    operator: str
    value: str
    negated: bool
    text: str
    without: str


@dataclass(frozen=True)
class Query:
    """
    A question that has been read: all of `nodes` have to hold.

    `str(query)` writes it again; reading that gives the same query. `problems` says,
    in the reader's language, what could not be understood and was taken as plain words.
    """

    nodes: tuple[Node, ...] = ()
    problems: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.nodes))

    def chips(self) -> list[Chip]:
        """Return the conditions one by one, as the screen shows them."""
        return [self._chip(place) for place in range(len(self.nodes))]

    def fields(self, name: str) -> list[Field]:
        """Return the conditions on one field that are not negated or in a group."""
        return [node for node in self.nodes if isinstance(node, Field) and node.name == name]

    def names(self) -> set[str]:
        """Return the fields it speaks of, wherever in it."""
        return {name for node in self.nodes for name in _names_in(node)}

    def plain(self) -> list[Plain]:
        """Return the plain words that have to occur."""
        return [node for node in self.nodes if isinstance(node, Plain)]

    def with_field(self, name: str, value: str, operator: str = ":") -> "Query":
        """Return the query with this condition in the place of others on the same field."""
        kept = [
            node
            for node in self.nodes
            if not isinstance(node, Field | Between) or node.name != name
        ]
        value = " ".join(value.replace('"', "").split())
        return replace(self, nodes=(*kept, Field(name, operator, value)))

    def without_field(self, name: str) -> "Query":
        """Return the query without its conditions on a field, also the negated ones."""
        kept = [node for node in self.nodes if name != _field_of(node)]
        return replace(self, nodes=tuple(kept))

    def without(self, chip: Chip) -> "Query":
        """Return the query without the condition of `chip`."""
        texts = [str(node) for node in self.nodes]
        if chip.text not in texts:
            return self
        place = texts.index(chip.text)
        return replace(self, nodes=self.nodes[:place] + self.nodes[place + 1 :])

    def _chip(self, place: int) -> Chip:
        node = self.nodes[place]
        inner = node.node if isinstance(node, Not) else node
        rest = replace(self, nodes=self.nodes[:place] + self.nodes[place + 1 :])
        field, operator, value = "", "", str(inner)
        if isinstance(inner, Field):
            field, operator, value = inner.name, inner.operator, inner.value
        elif isinstance(inner, Between):
            field, operator, value = inner.name, ":", f"[{inner.low} TO {inner.high}]"
        elif isinstance(inner, Phrase):
            value = inner.text
        return Chip(field, operator, value, inner is not node, str(node), str(rest))


def _names_in(node: Node) -> Iterator[str]:
    match node:
        case Field() | Between():
            yield node.name
        case Not():
            yield from _names_in(node.node)
        case AllOf() | AnyOf():
            for each in node.nodes:
                yield from _names_in(each)


def _field_of(node: Node) -> str:
    inner = node.node if isinstance(node, Not) else node
    return inner.name if isinstance(inner, Field | Between) else ""
