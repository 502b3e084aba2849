from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseStatus(TextChoices):
    """How far a matter is."""

    OPEN = "open", _("Open")
    WAITING = "waiting", pgettext_lazy("case", "Waiting")
    SOLVED = "solved", _("Solved")
    MERGED = "merged", _("Merged")
    SPAM = "spam", _("Spam")


MOVES: Mapping[str, Collection[str]] = {
    CaseStatus.OPEN: {CaseStatus.WAITING, CaseStatus.SOLVED, CaseStatus.MERGED, CaseStatus.SPAM},
    CaseStatus.WAITING: {CaseStatus.OPEN, CaseStatus.SOLVED, CaseStatus.MERGED, CaseStatus.SPAM},
    CaseStatus.SOLVED: {CaseStatus.OPEN, CaseStatus.MERGED, CaseStatus.SPAM},
    CaseStatus.MERGED: {CaseStatus.OPEN, CaseStatus.WAITING, CaseStatus.SOLVED},
    CaseStatus.SPAM: {CaseStatus.OPEN, CaseStatus.WAITING, CaseStatus.SOLVED},
}

UNSETTLED = (CaseStatus.OPEN, CaseStatus.WAITING)


class Block(TextChoices):
    """Whose messages are kept as spam from now on."""

    NOBODY = "nobody", _("Nobody: only this case is spam")
    ADDRESS = "address", _("This address")
    DOMAIN = "domain", _("Everybody at its domain")


class Priority(TextChoices):
    """How much a matter presses."""

    LOW = "low", pgettext_lazy("priority", "Low")
    NORMAL = "normal", pgettext_lazy("priority", "Normal")
    HIGH = "high", pgettext_lazy("priority", "High")
    URGENT = "urgent", _("Urgent")


class CaseKind(TextChoices):
    """What a matter is about."""

    QUESTION = "question", _("Question")
    FAULT = "fault", _("Fault")
    COMPLAINT = "complaint", _("Complaint")
    ORDER = "order", _("Order")
    OTHER = "other", _("Other")


class WaitingFor(TextChoices):
    """Whom or what a matter waits for. The values are reasons of pauses in promises."""

    CUSTOMER = "customer", _("Customer")
    PART = "part", _("Part")
    SUPPLIER = "supplier", _("Supplier")


BY_HAND = (("phone", _("Phone")), ("counter", _("Counter")))
"""How matters come to us that somebody enters by hand; all others come by channels."""


class CasePromise(StrEnum):
    """What we owe to the customer of a case."""

    FIRST_RESPONSE = "cases.first_response"
    NEXT_REPLY = "cases.next_reply"
    SOLUTION_OR_DATE = "cases.solution_or_date"
    COMMITTED_DATE = "cases.committed_date"


ANSWERS = (CasePromise.FIRST_RESPONSE, CasePromise.NEXT_REPLY)
"""What an answer keeps."""
ENDS = (CasePromise.SOLUTION_OR_DATE, CasePromise.COMMITTED_DATE)
"""What a solution keeps."""
SERVED_BY: Mapping[str, Collection[str]] = {
    CasePromise.FIRST_RESPONSE: ANSWERS,
    CasePromise.NEXT_REPLY: ANSWERS,
    CasePromise.SOLUTION_OR_DATE: ENDS,
    CasePromise.COMMITTED_DATE: [CasePromise.COMMITTED_DATE],
}
"""What else, if it is owed, does for a promise of a kind."""
STAND_STILL: Mapping[str, Collection[str]] = {
    WaitingFor.CUSTOMER: [CasePromise.SOLUTION_OR_DATE],
    WaitingFor.PART: [CasePromise.SOLUTION_OR_DATE],
    WaitingFor.SUPPLIER: [CasePromise.SOLUTION_OR_DATE],
}
"""Whose clocks stand still while a matter waits. An answer, and a date we have told, stay owed."""
NO_LONGER_OWED: Mapping[str, Collection[str]] = {WaitingFor.CUSTOMER: [CasePromise.NEXT_REPLY]}
"""What is no longer owed once a matter waits, because it is their turn to speak."""


class Occasion(TextChoices):
    """When a message may go out without a person, if it was switched on."""

    RECEIPT = "receipt", _("Receipt of a new case")
    ARRIVED = "arrived", _("A unit has arrived for repair")
    QUOTE = "quote", _("Quote of a repair")
    POSTPONED = "postponed", _("Another day for a repair")
    READY = "ready", _("A repair is ready")
    RETURN = "return", _("A return may be sent")
    GUIDANCE = "guidance", _("A guidance session comes up")


class LinkKind(TextChoices):
    """How one matter has to do with another."""

    RELATED = "related", _("Related to")
    DUPLICATE = "duplicate", _("Duplicate of")
    CAUSED_BY = "caused_by", _("Caused by")
    PART_OF = "part_of", _("Part of")
    SPLIT_FROM = "split_from", _("Split from")
    MERGED_INTO = "merged_into", _("Merged into")


class NumberKind(TextChoices):
    """What a number found in a text may be."""

    SERIAL = "serial", _("Serial number")
    MODEL = "model", _("Model")
    ORDER = "order", _("Order number")


class NumberState(TextChoices):
    """Whether a person has said that a number belongs to the matter."""

    FOUND = "found", _("Found")
    CONFIRMED = "confirmed", _("Confirmed")
    DISMISSED = "dismissed", _("Dismissed")


@dataclass(frozen=True)
class Changes:
    """
    New values for a case; what is None stays. The same form in macros, bulk and composer.

    `team` and `assignee` are keys of rows, 0 meaning nobody.
    """

    status: str | None = None
    waiting_for: str | None = None
    priority: str | None = None
    kind: str | None = None
    add_tags: tuple[str, ...] = field(default=())
    team: int | None = None
    assignee: int | None = None

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Changes":
        """Return the changes stored in a macro or a bulk change; unknown names are left out."""
        given = {name: data.get(name) for name in cls.__dataclass_fields__}
        known = {name: value for name, value in given.items() if value not in (None, "")}
        return cls(**known | {"add_tags": tuple(data.get("add_tags", ()))})

    def or_else(self, other: "Changes") -> "Changes":
        """Return these changes, with what they leave open taken from `other`; tags add up."""
        given = {name: value for name, value in vars(self).items() if value is not None}
        tags = tuple(dict.fromkeys([*self.add_tags, *other.add_tags]))
        return replace(other, **given | {"add_tags": tags})
