"""Rules of the trade without database or clock."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from string import Formatter
from typing import Protocol
from uuid import UUID

from django.utils.translation import override, pgettext

from aftercare.domain.cases.states import CasePromise, NumberKind
from aftercare.kit.languages import nearest_language

LONGEST_TEXT_SEARCHED = 20_000
MOST_NUMBERS = 12

_FORM = re.compile(r"<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-[0-9a-f]{16}|@portal>)")
"""How messages are called that came by the public form, or by the one of the portal."""

FALLBACK = {
    CasePromise.FIRST_RESPONSE: timedelta(hours=2),
    CasePromise.NEXT_REPLY: timedelta(hours=2),
    CasePromise.SOLUTION_OR_DATE: timedelta(hours=24),
}
"""What we promise where no service level says anything (mission row A3)."""

_ORDER = re.compile(
    r"\b(?:PO|SO|P/O|order(?:\s+(?:no\.?|number))?|订单号?|訂單號?|采购单|採購單)"
    r"\s{0,3}[:：#]?\s{0,3}([A-Z]{0,4}[-/]?\d[A-Z0-9/-]{3,20})",  # Chinese colon
    re.IGNORECASE,
)
_NAMED_SERIAL = re.compile(
    r"(?:S/N|SN|serial(?:\s+(?:no\.?|number))?|序列号|序號|序列號|机身号)"
    r"\s{0,3}(?:is|ay)?\s{0,3}[:：#]?\s{0,3}([A-Z0-9][A-Z0-9-]{5,29})",  # see above
    re.IGNORECASE,
)
_SERIAL = re.compile(r"\b([A-Z]{2,4}\d{2,4}-\d{4}-[A-Z0-9]{4,6})\b")
_MODEL = re.compile(r"\b([A-Z]{2,3}-\d{4}[A-Z]{0,2})\b")


@dataclass(frozen=True)
class Facts:
    """What is known of a matter when it comes in."""

    channel: str
    language: str = ""
    priority: str = ""
    tier: str = ""
    account_id: int | None = None
    text: str = ""
    opened_on: date | None = None


@dataclass(frozen=True)
class Party:
    """A customer a service level is for, as long as a contract says so, both days included."""

    account_id: int
    begins_on: date | None = None
    ends_on: date | None = None

    def is_in(self, facts: Facts) -> bool:
        """Return whether a matter is theirs, and was opened while the contract held."""
        day = facts.opened_on
        return facts.account_id == self.account_id and (
            day is None or ((self.begins_on or date.min) <= day <= (self.ends_on or date.max))
        )


@dataclass(frozen=True)
class Triage:
    """What the rules make of a new matter."""

    team_id: int | None = None
    priority: str = ""
    kind: str = ""
    tags: tuple[str, ...] = ()
    skill_id: int | None = None
    fired: tuple[str, ...] = field(default=())


class Level(Protocol):
    """The conditions of a service level."""

    @property
    def channels(self) -> Sequence[str]: ...
    @property
    def priorities(self) -> Sequence[str]: ...
    @property
    def tiers(self) -> Sequence[str]: ...


class Rule(Protocol):
    """The conditions and effects of a triage rule."""

    @property
    def name(self) -> str: ...
    @property
    def channels(self) -> Sequence[str]: ...
    @property
    def languages(self) -> Sequence[str]: ...
    @property
    def words(self) -> Sequence[str]: ...
    @property
    def tiers(self) -> Sequence[str]: ...
    @property
    def sets_team_id(self) -> int | None: ...
    @property
    def sets_priority(self) -> str: ...
    @property
    def sets_kind(self) -> str: ...
    @property
    def adds_tags(self) -> Sequence[str]: ...
    @property
    def needs_skill_id(self) -> int | None: ...


def level_fits(level: Level, parties: Collection[Party], facts: Facts) -> bool:
    """Return whether all conditions of a service level hold. An empty one always holds."""
    return (
        _holds(level.channels, facts.channel)
        and _holds(level.priorities, facts.priority)
        and _holds(level.tiers, facts.tier)
        and (not parties or any(party.is_in(facts) for party in parties))
    )


def triage(rules: Iterable[Rule], facts: Facts) -> Triage:
    """Apply every rule that fits, in order. The first to set something has set it; tags add up."""
    team_id, priority, kind, skill_id = None, "", "", None
    tags: dict[str, None] = {}
    fired = []
    for rule in rules:
        if not rule_fits(rule, facts):
            continue
        team_id = team_id or rule.sets_team_id
        priority = priority or rule.sets_priority
        kind = kind or rule.sets_kind
        skill_id = skill_id or rule.needs_skill_id
        tags.update(dict.fromkeys(rule.adds_tags))
        fired.append(rule.name)
    return Triage(team_id, priority, kind, tuple(tags), skill_id, tuple(fired))


def rule_fits(rule: Rule, facts: Facts) -> bool:
    """Return whether all conditions of a triage rule hold; one of its words has to be there."""
    text = facts.text.casefold() if rule.words else ""
    return (
        _holds(rule.channels, facts.channel)
        and _holds(rule.languages, facts.language)
        and _holds(rule.tiers, facts.tier)
        and (not rule.words or any(word.casefold() in text for word in rule.words))
    )


def _holds(wanted: Collection[str], value: str) -> bool:
    return not wanted or value in wanted


def find_numbers(text: str) -> list[tuple[NumberKind, str]]:
    """Return the serial, order and model numbers that stand in `text`, each once."""
    text = text[:LONGEST_TEXT_SEARCHED]
    found: dict[str, NumberKind] = {}
    for kind, pattern in (
        (NumberKind.SERIAL, _NAMED_SERIAL),
        (NumberKind.SERIAL, _SERIAL),
        (NumberKind.ORDER, _ORDER),
        (NumberKind.MODEL, _MODEL),
    ):
        for match in pattern.finditer(text):
            value = match[1].upper().strip("-/")
            if any(letter.isdigit() for letter in value):
                found.setdefault(value, kind)
    return [(kind, value) for value, kind in found.items()][:MOST_NUMBERS]


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """Put `values` into the places of a prepared text; unknown places stay as they are."""
    parts = []
    try:
        for literal, name, _spec, _conversion in Formatter().parse(text):
            parts.append(literal)
            if name is not None:
                parts.append(values.get(name, "{" + name + "}"))
    except ValueError:  # a lone brace: the text is meant as it stands
        return text
    return "".join(parts)


def addressed_as(name: str, language: str) -> str:
    """Return how a prepared text calls somebody whose name may not be known."""
    with override(nearest_language(language)):
        return name or pgettext("whom a letter is to", "customer")


def places_in(text: str) -> list[str]:
    """Return the names of the places in a prepared text, each once."""
    try:
        found = [name for _literal, name, _spec, _conversion in Formatter().parse(text) if name]
    except ValueError:  # a lone brace: the text is meant as it stands
        return []
    return list(dict.fromkeys(found))


def text_in(texts: Mapping[str, str], language: str, *, default: str = "en") -> str:
    """Return the text in `language`, else in the nearest of ours, else in the default one."""
    for key in (language, language.split("-", maxsplit=1)[0], nearest_language(language), default):
        if texts.get(key):
            return texts[key]
    return next((text for text in texts.values() if text), "")


def choose_by_load(load: Mapping[int, int], most: Mapping[int, int]) -> int | None:
    """Return who of those present has the most room, or nobody when all are full."""
    free = {user: most[user] - open_cases for user, open_cases in load.items()}
    user, room = max(free.items(), key=lambda item: (item[1], -item[0]), default=(None, 0))
    return user if room > 0 else None


def excerpt(text: str, length: int = 160) -> str:
    """Return the beginning of `text` on one line."""
    line = " ".join(text[: length * 4].split())
    return line if len(line) <= length else line[: length - 1] + "…"


def form_named(message: str) -> UUID | None:
    """Return the number of the form of ours by which a message came, given how it is called."""
    found = _FORM.fullmatch(message)
    return UUID(found[1]) if found else None
