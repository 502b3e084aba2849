"""How settings are told in words."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.domain.cases.models import ServiceLevel
from aftercare.domain.cases.states import BY_HAND, Priority
from aftercare.domain.conversations.ports import channel_of
from aftercare.domain.customers.states import Tier

register = template.Library()
FEW = 3


@register.filter
def worktime(seconds: int) -> str:
    """Return so much working time in hours and minutes."""
    hours, minutes = divmod(round(seconds / 60), 60)
    if not minutes:
        return _("%(hours)s h") % {"hours": hours}
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


@register.filter
def channel_name(kind: str) -> str:
    """Return what people call a channel."""
    by_hand = dict(BY_HAND)
    return str(by_hand[kind] if kind in by_hand else channel_of(kind).capabilities.label)


@register.filter
def level_conditions(level: ServiceLevel) -> list[str]:
    """Return in words for which cases a service level is."""
    accounts = [account.name for account in level.accounts.all()]
    texts = [
        _listed(map(channel_name, level.channels)),
        _labels(level.priorities, Priority.choices),
        _labels(level.tiers, Tier.choices),
        _few(accounts),
        str(level.calendar or ""),
    ]
    return [text for text in texts if text]


def _listed(texts: Iterable[object]) -> str:
    return _(", ").join(map(str, texts))


def _labels(values: Sequence[str], choices: Iterable[tuple[str, Any]]) -> str:
    known = dict(choices)
    return _listed(known.get(value, value) for value in values)


def _few(names: Sequence[str]) -> str:
    more = len(names) - FEW
    if more <= 0:
        return _listed(names)
    rest = ngettext("and %(more)s more", "and %(more)s more", more) % {"more": more}
    return f"{_listed(names[:FEW])} {rest}"
