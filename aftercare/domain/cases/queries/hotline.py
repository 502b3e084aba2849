"""The telephone, for what cannot wait until somebody reads a form."""

from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import Setting, register_setting, setting

HOTLINE = register_setting(
    Setting(
        "cases.hotline",
        "",
        _("Telephone number our forms name for what cannot wait; empty names none."),
    )
)


def hotline() -> str:
    """Return the number to call where a form would be too slow, or nothing."""
    return str(setting(HOTLINE.name) or "").strip()
