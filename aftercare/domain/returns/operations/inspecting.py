"""What has come is looked at."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.domain.returns.events import LineInspected
from aftercare.domain.returns.models import RmaLine
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.states import FoundAs, KeptAs, LineStatus, Shown
from aftercare.domain.returns.steps import announce_rma, go_on, hold_line, keep_shown, move_line
from aftercare.domain.units.states import Upload
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

TO_BE_SHOWN = (FoundAs.HUMAN_DAMAGE, FoundAs.NOT_OURS)
"""Findings that take something from the customer: they are shown, or do not count."""


class FindingIncomplete(Refused):
    """What was found is said in words; what the customer answers for is shown too."""


@transaction.atomic
def inspect_line(
    line: RmaLine,
    *,
    found: FoundAs,
    words: str,
    photos: Sequence[Upload] = (),
    actor: Actor,
    at: datetime,
) -> None:
    """
    Say what was found in a line that has come.

    Raises `FindingIncomplete`, `FileTooLarge`, `IllegalMove`, `StaleRow`.
    """
    actor.must(ReturnPermission.INSPECT)
    line = hold_line(line)
    if not words.strip() and found != FoundAs.AS_CLAIMED:
        raise FindingIncomplete(_("Say in a few words what was found."))
    if found in TO_BE_SHOWN and not photos:
        raise FindingIncomplete(_("Add a photo that shows it; without one we answer for it."))
    move_line(
        line,
        LineStatus.INSPECTED,
        found=found,
        findings=words.strip(),
        inspected_by=str(actor.ref),
        inspected_at=at,
    )
    shown = [Shown(KeptAs.INSPECTION, each.name, each.content) for each in photos]
    keep_shown(line.rma, shown, line=line, actor=actor, at=at)
    go_on(line.rma, actor=actor, at=at)
    announce_rma(LineInspected, line.rma, rma_line_id=line.pk, found=found, actor=actor, at=at)
