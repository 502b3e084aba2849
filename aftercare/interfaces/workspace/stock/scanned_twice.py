"""A label that was scanned before: the same reel again, or another one with the same label."""

from django import forms
from django.utils.translation import gettext as _

ASKS = "asks"


def scanned_before(package: str) -> forms.ValidationError:
    """Return what is said of a label that was scanned before; where it may be another, it asks."""
    if package:
        return forms.ValidationError(
            _("Package %(number)s is in already. Scan the next one.") % {"number": package}
        )
    return forms.ValidationError(
        _("This label was scanned before, and was not counted again."), code=ASKS
    )


def sent_once_more(form: forms.Form) -> list[tuple[str, str]]:
    """Return what is sent if it is another one with the same label; empty if nothing is asked."""
    if not form.has_error("text", ASKS):
        return []
    return [(name, form.data.get(name, "")) for name in form.fields if name != "again"]
