"""Every text the code marks for translation, without gettext's own tools."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import django
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "aftercare"
PACKAGES = Path(django.__file__).parents[1]
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    name + lazy: positions
    for name, positions in {
        "_": None,
        "_now": None,
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for lazy in ("", "_lazy", "_noop")
}
BORROWED = [
    "django/contrib/auth/password_validation.py",
    "django/core/validators.py",
    "django/forms/fields.py",
    "django/forms/forms.py",
    "django/forms/models.py",
    "django/forms/utils.py",
    "django/forms/widgets.py",
    "django/template/defaultfilters.py",
    "django/utils/dateformat.py",
    "django/utils/dates.py",
    "django/utils/text.py",
    "django/utils/timesince.py",
    "allauth/account/adapter.py",
    "allauth/account/forms.py",
    "allauth/account/validators.py",
    "allauth/mfa/adapter.py",
    "allauth/mfa/base/forms.py",
    "allauth/mfa/base/internal/flows.py",
    "allauth/mfa/internal/flows/add.py",
    "allauth/mfa/recovery_codes/forms.py",
    "allauth/mfa/totp/forms.py",
    "allauth/mfa/webauthn/forms.py",
    "allauth/socialaccount/adapter.py",
    "allauth/templates/account/email/password_*.txt",
    "allauth/templates/account/messages/password_*.txt",
    "allauth/templates/mfa/email/*.txt",
    "allauth/templates/mfa/messages/*.txt",
    "allauth/templates/socialaccount/email/*.txt",
    "allauth/templates/socialaccount/messages/*.txt",
]
"""Where libraries speak to our people. What they lack in a language is in our catalog of it."""


@dataclass(frozen=True, order=True)
class Text:
    """One text of the source: its key in every catalog."""

    one: str
    many: str = ""
    context: str = ""


@cache
def texts_of_our_own() -> set[Text]:
    """Return the texts that our code and templates mark."""
    return texts_in(path for path in SOURCES.rglob("*") if "tests" not in path.parts)


@cache
def texts_of_libraries() -> set[Text]:
    """Return the texts that libraries may show on our screens."""
    return texts_in(path for pattern in BORROWED for path in PACKAGES.glob(pattern))


def texts_in(paths: Iterable[Path]) -> set[Text]:
    """Return what the Python files and templates among `paths` mark."""
    return {text for path in paths for text in _texts_in(path)}


def _texts_in(path: Path) -> Iterator[Text]:
    if path.suffix == ".py":
        code = path.read_text()
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        code = templatize(path.read_text(), origin=str(path))
    else:
        return
    for _line, found, _comments, context in extract(
        "python", BytesIO(code.encode()), keywords=KEYWORDS
    ):
        one, many = found if isinstance(found, tuple) else (found, "")
        yield Text(one, many, context or "")
