"""How somebody wants to see the screens: kept with the user, or in a cookie for nobody."""

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, tzinfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse

THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600
DENSITIES = ("comfortable", "compact")


@dataclass(frozen=True)
class Preferences:
    """What the frame of every page depends on."""

    theme: str = "auto"
    density: str = "comfortable"
    shortcuts: bool = True
    language: str = ""
    time_zone: str = "UTC"

    @property
    def zone(self) -> tzinfo:
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return UTC


def preferences_of(request: HttpRequest) -> Preferences:
    """Return the wishes of whoever sends `request`."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        kept = ("theme", "density", "shortcuts", "language", "time_zone")
        return Preferences(**{name: getattr(user, name) for name in kept if hasattr(user, name)})
    return Preferences(
        theme=_one_of(THEMES, request.COOKIES.get("theme")),
        density=_one_of(DENSITIES, request.COOKIES.get("density")),
        shortcuts=request.COOKIES.get("shortcuts") != "off",
    )


def keep_preferences(request: HttpRequest, response: HttpResponse) -> None:
    """Keep the wishes that were sent in cookies; what is not known is left out."""
    known = {
        "theme": THEMES,
        "density": DENSITIES,
        "shortcuts": ("on", "off"),
        settings.LANGUAGE_COOKIE_NAME: tuple(dict(settings.LANGUAGES)),
    }
    sent = {**request.POST.dict(), settings.LANGUAGE_COOKIE_NAME: request.POST.get("language")}
    for name, values in known.items():
        if (value := sent.get(name)) in values:
            _set_cookie(request, response, name, str(value))


def _set_cookie(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
    )


def _one_of(known: tuple[str, ...], wish: str | None) -> str:
    return wish if wish in known else known[0]
