"""A replacement is not here: it is wanted ahead, comes later, or is paid back instead."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from aftercare.domain.cases.steps import draft_notice
from aftercare.domain.repairs.states import SolvedBy
from aftercare.domain.returns.events import PaidInstead, ReplacementExpected, ReplacementWanted
from aftercare.domain.returns.models import Replacement, Rma, RmaLine
from aftercare.domain.returns.operations.replacing import NotToBeReplaced
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.states import AWAITED, TAKES_GOODS, LineStatus, Outcome, Paid
from aftercare.domain.returns.steps import (
    announce_rma,
    go_on,
    hold_line,
    hold_rma,
    keep_paid_back,
    move_line,
    move_replacement,
    want_no_replacement,
    want_replacement,
)
from aftercare.kit.actors import Actor
from aftercare.kit.languages import nearest_language


@transaction.atomic
def want_replacement_ahead(line: RmaLine, *, actor: Actor, at: datetime) -> None:
    """
    Promise a replacement ahead of the old one, and have one held; not there, it is seen to.

    Wanted twice, wanted once. Raises `NotToBeReplaced`.
    """
    actor.must(ReturnPermission.DECIDE)
    line = hold_line(line)
    sent_before = Replacement.objects.filter(line=line).exists()
    if line.status not in AWAITED or line.rma.status not in TAKES_GOODS or sent_before:
        raise NotToBeReplaced(_("Only what is awaited, and not replaced yet, is replaced ahead."))
    want_replacement(line, actor=actor, at=at)
    announce_rma(ReplacementWanted, line.rma, rma_line_id=line.pk, actor=actor, at=at)


@transaction.atomic
def pay_instead(
    line: RmaLine,
    *,
    how: Outcome,
    amount: Decimal,
    currency: str = "",
    what_for: str,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Credit or refund what was to be replaced, because no replacement is to be had.

    Raises `NotToBeReplaced`, `AmountMissing`, `IllegalMove`, `StaleRow`.
    """
    actor.must(ReturnPermission.DECIDE)
    line = hold_line(line)
    if line.outcome != Outcome.REPLACE or line.status != LineStatus.DECIDED:
        raise NotToBeReplaced(_("Only what is to be replaced, and was not yet, is paid instead."))
    keep_paid_back(line, Paid(how, amount, currency, what_for), actor=actor, at=at)
    want_no_replacement(line, was_sent=False, solved_by=SolvedBy.REFUND, actor=actor, at=at)
    move_line(line, LineStatus.DONE, outcome=how, outcome_why=what_for.strip()[:300], done_at=at)
    go_on(line.rma, actor=actor, at=at)
    announce_rma(
        PaidInstead, line.rma, rma_line_id=line.pk, outcome=line.outcome, actor=actor, at=at
    )


@transaction.atomic
def follow_replacement(
    rma: Rma, *, expected_at: datetime, is_given_up: bool, actor: Actor, at: datetime
) -> None:
    """
    Promise a replacement for when it is expected, and prepare a word to the customer about it.

    A person sends it or not. The same day again moves nothing.
    """
    actor.must(ReturnPermission.DECIDE)
    rma = hold_rma(rma)
    why = _("A replacement is not in stock.")
    is_late = move_replacement(rma, expected_at, why=why, actor=actor, at=at)
    if rma.case:
        with override(nearest_language(rma.case.language)):
            text = _words(rma, expected_at, is_given_up=is_given_up)
        draft_notice(rma.case, text=text, actor=actor, at=at)
    announce_rma(ReplacementExpected, rma, is_late=is_late, actor=actor, at=at)


def _words(rma: Rma, expected_at: datetime, *, is_given_up: bool) -> str:
    said = {"return": rma.code, "day": date_format(expected_at, "DATE_FORMAT")}
    if is_given_up:
        return (
            _(
                "a replacement for your return %(return)s cannot be had in reasonable time. We"
                " would like to pay it back instead, and will write to you how."
            )
            % said
        )
    return (
        _(
            "a replacement for your return %(return)s is not in stock at the moment. We are"
            " getting one, and expect to send it by %(day)s."
        )
        % said
    )
