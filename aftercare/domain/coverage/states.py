"""Where a look at a damage stands, and how it may go on."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from aftercare.domain.units.states import Upload


class ContractKind(TextChoices):
    """Whom a contract is for."""

    CONTRACT = "contract", _("Agreed with the customer")
    PROMISE = "promise", _("Promised to everyone")


class LookStatus(TextChoices):
    """Where a look at a damage stands."""

    FOUND = "found", _("human damage at first look")
    CONFIRMED = "confirmed", _("confirmed at second look")
    CHARGED = "charged", _("material charged")
    APPEALED = "appealed", _("the customer appeals")
    CLEARED = "cleared", _("no human damage")


class LookStep(TextChoices):
    """What was done about a damage."""

    FIRST = "first", _("First look")
    SECOND = "second", _("Second look")
    STATEMENT = "statement", _("Statement of the customer")
    CHARGE = "charge", _("Charge")
    APPEAL = "appeal", _("Appeal")
    ANSWER = "answer", _("Answer to the appeal")


MOVES: Mapping[str, frozenset[str]] = {
    LookStatus.FOUND: frozenset({LookStatus.CONFIRMED, LookStatus.CLEARED}),
    LookStatus.CONFIRMED: frozenset({LookStatus.CHARGED, LookStatus.APPEALED}),
    LookStatus.CHARGED: frozenset({LookStatus.APPEALED}),
    LookStatus.APPEALED: frozenset({LookStatus.CONFIRMED, LookStatus.CLEARED}),
    LookStatus.CLEARED: frozenset(),
}

ENDINGS = (LookStatus.CONFIRMED, LookStatus.CLEARED)
"""What a second look, or the answer to an appeal, may say."""


@dataclass(frozen=True)
class Shown:
    """Something that shows a damage: a photo, a mark, a reading; with the file of it."""

    kind: str
    what: str
    upload: Upload | None = None
