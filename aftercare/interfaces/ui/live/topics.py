"""What browsers may listen to. Other interfaces register their topics in `topics.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from aftercare.kit.actors import Actor

MOST_TOPICS = 20


@dataclass(frozen=True)
class Topic:
    """
    One kind of thing to listen to, such as `case`, of which `case:12` is one.

    `may_hear` is asked once, when a browser connects; what it then fetches is checked again.
    A topic without a number, such as `inbox`, is told of everything about `kinds`.
    """

    name: str
    may_hear: Callable[[Actor, int], bool]
    kinds: frozenset[str] = field(default_factory=frozenset)


_topics: dict[str, Topic] = {}


def register_topic(*topics: Topic) -> None:
    """Let browsers listen to these."""
    _topics.update({topic.name: topic for topic in topics})


def allowed_topics(actor: Actor, wanted: Iterable[str]) -> frozenset[str]:
    """Return which of the topics `actor` may hear; the others are left out without a word."""
    return frozenset(each for each in list(wanted)[:MOST_TOPICS] if may_hear(actor, each))


def may_hear(actor: Actor, wanted: str) -> bool:
    """
    Return whether `actor` may listen to a topic such as `case:12`.

    Whoever may also hears who else is there: `presence:case:12`.
    """
    wanted = wanted.removeprefix("presence:")
    name, _, number = wanted.partition(":")
    topic = _topics.get(name)
    if topic is None or bool(topic.kinds) is bool(number) or not (number.isdecimal() or not number):
        return False
    return topic.may_hear(actor, int(number or 0))


def names_told(subject: str) -> list[str]:
    """Return the topics whose listeners are told of what happened to `subject`."""
    kind = subject.partition(":")[0]
    return [subject, *(topic.name for topic in _topics.values() if kind in topic.kinds)]


def _is_oneself(actor: Actor, number: int) -> bool:
    return actor.kind != "nobody" and actor.id == number


register_topic(*(Topic(kind, _is_oneself) for kind in ("user", "customer", "station")))
