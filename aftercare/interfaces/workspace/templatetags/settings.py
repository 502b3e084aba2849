"""How settings are told in words."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def worktime(seconds: int) -> str:
    """Return so much working time in hours and minutes."""
    hours, minutes = divmod(round(seconds / 60), 60)
    if not minutes:
        return _("%(hours)s h") % {"hours": hours}
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
