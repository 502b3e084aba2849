from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aftercare.interfaces.ui.actors import actor_of
from aftercare.interfaces.ui.navigation import (
    NavEntry,
    current_entry,
    entries_for,
    groups_for,
    personal_entries,
)
from aftercare.interfaces.ui.pages import page_of
from aftercare.interfaces.ui.preferences import Preferences, preferences_of
from aftercare.kit.actors import NOBODY, Actor

THEME_CHOICES = (
    ("auto", pgettext_lazy("theme", "Auto"), "device-desktop"),
    ("light", pgettext_lazy("theme", "Light"), "sun"),
    ("dark", pgettext_lazy("theme", "Dark"), "moon"),
)
DENSITY_CHOICES = (("comfortable", _("Comfortable")), ("compact", _("Compact")))


class Shell:
    """What the frame of a page needs. Nothing is looked up before a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def actor(self) -> Actor:
        return getattr(self._request, "actor", None) or actor_of(self._request)

    @property
    def is_signed_in(self) -> bool:
        return self.actor != NOBODY

    @property
    def address(self) -> str:
        return page_of(self._request)

    @property
    def began(self) -> float:
        return getattr(self._request, "began", 0.0)

    @cached_property
    def preferences(self) -> Preferences:
        return preferences_of(self._request)

    @cached_property
    def entries(self) -> list[NavEntry]:
        return entries_for(self.actor)

    @cached_property
    def groups(self) -> list[tuple[Any, list[NavEntry]]]:
        return groups_for(self.actor)

    @cached_property
    def here(self) -> NavEntry | None:
        return current_entry(self._request.path, self.entries)

    @property
    def first_entries(self) -> list[NavEntry]:
        return self.entries[:3]

    @property
    def counted(self) -> bool:
        shown = [*self.entries, *(entry for _, entries in self.groups for entry in entries)]
        return any(entry.count for entry in shown)

    @property
    def themes(self) -> Iterable[tuple[str, Any, str]]:
        return THEME_CHOICES

    @property
    def densities(self) -> Iterable[tuple[str, Any]]:
        return DENSITY_CHOICES

    @property
    def my_links(self) -> list[NavEntry]:
        return [entry for entry in personal_entries() if not entry.count]

    @property
    def bells(self) -> list[NavEntry]:
        return [entry for entry in personal_entries() if entry.count]

    @property
    def language_name(self) -> str:
        return str(dict(settings.LANGUAGES).get(get_language() or "", ""))

    @property
    def languages(self) -> Iterable[tuple[str, Any]]:
        return settings.LANGUAGES


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give every template `ui`."""
    return {"ui": Shell(request)}
