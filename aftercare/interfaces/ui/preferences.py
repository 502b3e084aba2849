"""How somebody wants to see the screens: kept with the user, or in a cookie for nobody."""

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, tzinfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from aftercare.base.people.models import User
from aftercare.base.people.states import AfterSend

THEMES = ("auto", "light", "dark")
SWITCH = ("on", "off")
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
    available: bool = True

    @property
    def zone(self) -> tzinfo:
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return UTC


def preferences_of(request: HttpRequest) -> Preferences:
    """Return the wishes of whoever sends `request`."""
    user = getattr(request, "user", None)
    if isinstance(user, User):
        return Preferences(
            user.theme, user.density, user.shortcuts, user.language, user.time_zone, user.available
        )
    return Preferences(
        theme=_one_of(THEMES, request.COOKIES.get("theme")),
        density=_one_of(DENSITIES, request.COOKIES.get("density")),
        shortcuts=request.COOKIES.get("shortcuts") != "off",
    )


def sent_wishes(request: HttpRequest) -> dict[str, str]:
    """Return the wishes that a form holds; what is not known is left out."""
    known = {
        "theme": THEMES,
        "density": DENSITIES,
        "shortcuts": SWITCH,
        "available": SWITCH,
        "after_send": tuple(AfterSend.values),
        "language": tuple(dict(settings.LANGUAGES)),
    }
    sent = {name: request.POST.get(name, "") for name in known}
    return {name: value for name, value in sent.items() if value in known[name]}


def keep_in_cookies(request: HttpRequest, response: HttpResponse) -> None:
    """Keep the wishes of somebody who is not signed in."""
    wishes = sent_wishes(request)
    wishes.pop("available", None)
    for name, value in wishes.items():
        cookie = settings.LANGUAGE_COOKIE_NAME if name == "language" else name
        _set_cookie(request, response, cookie, value)


def _set_cookie(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
    )


def _one_of(known: tuple[str, ...], wish: str | None) -> str:
    return wish if wish in known else known[0]
