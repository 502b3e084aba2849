"""Which settings there are: areas register sections for index, side list and palette."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.interfaces.ui.commands import Command, register_command
from aftercare.kit.actors import Actor


class SettingsGroup(Enum):
    """Headings under which sections stand, in this order."""

    SERVICE = _("Service")
    CHANNELS = _("Channels")
    CATALOG = _("Catalog")
    PEOPLE = _("People")
    COMPANY = _("Company")


@dataclass(frozen=True)
class Section:
    """
    One subject of the settings: a list, or a page, with its forms below the same address.

    `text` says in one sentence what is decided there; `permission` who may see it at all.
    """

    url_name: str
    title: Any
    text: Any
    icon: str
    group: SettingsGroup
    permission: str

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_sections: list[Section] = []


def register_section(*sections: Section) -> None:
    """Add sections to the settings and to the palette, in the order in which they are shown."""
    for section in sections:
        if section not in _sections:
            _sections.append(section)
            register_command(
                Command(
                    section.url_name,
                    section.title,
                    section.icon,
                    section.permission,
                    words=_("settings set up"),
                )
            )


def sections_for(actor: Actor) -> list[tuple[Any, list[Section]]]:
    """Return what `actor` may set up, by group; empty groups are left out."""
    mine = [each for each in _sections if actor.may(each.permission)]
    groups = ((group, [each for each in mine if each.group is group]) for group in SettingsGroup)
    return [(group.value, sections) for group, sections in groups if sections]


def section_at(path: str) -> Section | None:
    """Return the section whose page, or a page below it, `path` is."""
    here = [each for each in _sections if path.startswith(each.url)]
    return max(here, key=lambda each: len(each.url), default=None)


def may_set_up_anything(actor: Actor) -> bool:
    """Return whether the settings hold anything for `actor`."""
    return any(actor.may(each.permission) for each in _sections)
