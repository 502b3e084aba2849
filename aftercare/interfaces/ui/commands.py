"""What the palette offers. Other interfaces register their commands here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.interfaces.ui.navigation import entries_for
from aftercare.interfaces.ui.permissions import UiPermission
from aftercare.kit.actors import Actor


@dataclass(frozen=True)
class Command:
    """One thing to do from anywhere. `words` are other names under which it is found."""

    url_name: str
    label: Any
    icon: str
    permission: str = ""
    keys: str = ""
    words: Any = ""


@dataclass(frozen=True)
class PaletteHit:
    """One line of the palette."""

    label: str
    url: str
    icon: str
    note: str = ""
    keys: str = ""


PaletteSource = Callable[[Actor, str], Iterable[tuple[Any, list[PaletteHit]]]]

_commands: list[Command] = []
_sources: list[PaletteSource] = []


def register_command(*commands: Command) -> None:
    """Offer commands in the palette."""
    _commands.extend(command for command in commands if command not in _commands)


def register_palette_source(source: PaletteSource) -> None:
    """Let the palette find things: groups of hits for an actor and what was typed."""
    if source not in _sources:
        _sources.append(source)


def palette_for(actor: Actor, q: str) -> list[tuple[Any, list[PaletteHit]]]:
    """Return what the palette shows to `actor` for `q`, in groups."""
    groups = [(_("Commands"), _fitting(_commands_of(actor), q)), (_("Go to"), _places(actor, q))]
    found = [group for source in _sources for group in source(actor, q)] if q else []
    return [group for group in [*groups, *found] if group[1]]


def _commands_of(actor: Actor) -> list[tuple[PaletteHit, str]]:
    return [
        (PaletteHit(str(each.label), reverse(each.url_name), each.icon, keys=each.keys), each.words)
        for each in _commands
        if not each.permission or actor.may(each.permission)
    ]


def _places(actor: Actor, q: str) -> list[PaletteHit]:
    places = [
        (PaletteHit(str(each.label), each.url, each.icon, keys=each.key and f"g {each.key}"), "")
        for each in entries_for(actor)
    ]
    return _fitting(places, q)


def _fitting(hits: Iterable[tuple[PaletteHit, str]], q: str) -> list[PaletteHit]:
    words = q.casefold().split()
    return [
        hit
        for hit, other_names in hits
        if all(word in f"{hit.label} {other_names}".casefold() for word in words)
    ]


register_command(
    Command(
        "ui:styleguide",
        _("Style guide"),
        "palette",
        permission=UiPermission.STYLE_GUIDE,
        words=_("components design"),
    )
)
