"""Where one can go. Other interfaces register their entries here; the shell shows them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.urls import reverse

from aftercare.kit.actors import Actor

MOST_SHOWN = 99
"""The highest count a line shows; whoever counts may stop at one more."""


@dataclass(frozen=True)
class NavEntry:
    """
    One line of the navigation.

    `count` says how much waits there. It is asked after the page has come, so it may cost a
    query, but one that stays cheap as tables grow. `key` is pressed after `g`. Where one
    permission does not say who may go there, `shown` does.
    """

    url_name: str
    label: Any
    icon: str
    permission: str = ""
    count: Callable[[Actor], int | None] | None = None
    key: str = ""
    query: str = ""
    shown: Callable[[Actor], bool] | None = None

    @cached_property
    def url(self) -> str:
        return _address(self.url_name) + (f"?{self.query}" if self.query else "")

    @property
    def is_counted(self) -> bool:
        # Templates call what can be called, so they cannot ask for `count` itself.
        return self.count is not None

    @cached_property
    def slug(self) -> str:
        return "".join(c if c.isalnum() else "-" for c in f"{self.url_name} {self.query}").strip(
            "-"
        )


@cache  # every page shows all of them, and they never change
def _address(url_name: str) -> str:
    return reverse(url_name)


@dataclass(frozen=True)
class NavGroup:
    """Entries under a heading that differ from person to person, such as saved views."""

    heading: Any
    entries: Callable[[Actor], Iterable[NavEntry]]


_entries: list[NavEntry] = []
_groups: list[NavGroup] = []
_personal: list[NavEntry] = []


def register_nav(*entries: NavEntry) -> None:
    """Add entries to the navigation, in the order in which they are shown."""
    _entries.extend(entry for entry in entries if entry not in _entries)


def register_nav_group(group: NavGroup) -> None:
    """Add a heading with entries of its own below the others."""
    if group not in _groups:
        _groups.append(group)


def register_personal_nav(*entries: NavEntry) -> None:
    """
    Add entries to the menu of the person, such as a profile or signing out.

    One with a count stands beside the menu, as a bell: it is counted anew with all that
    happens to the person (topic `user:<id>`).
    """
    _personal.extend(entry for entry in entries if entry not in _personal)


def personal_entries() -> list[NavEntry]:
    """Return what stands in the menu of the person."""
    return list(_personal)


def entries_for(actor: Actor) -> list[NavEntry]:
    """Return where `actor` may go."""
    return [each for each in _entries if _may_go(actor, each)]


def _may_go(actor: Actor, entry: NavEntry) -> bool:
    if entry.shown:
        return entry.shown(actor)
    return not entry.permission or actor.may(entry.permission)


def groups_for(actor: Actor) -> list[tuple[Any, list[NavEntry]]]:
    """Return the headings with what `actor` finds under them; empty ones are left out."""
    found = [(group.heading, list(group.entries(actor))) for group in _groups]
    return [(heading, entries) for heading, entries in found if entries]


def current_entry(path: str, entries: Iterable[NavEntry]) -> NavEntry | None:
    """Return the entry whose page, or a page below it, `path` is."""
    here = [each for each in entries if not each.query and path.startswith(each.url)]
    return max(here, key=lambda each: len(each.url), default=None)
