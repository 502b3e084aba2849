"""What an approved proposal makes: a draft for the buyers, or goods held to be sent."""

from datetime import datetime
from decimal import Decimal

from aftercare.domain.planning.models import PlanException
from aftercare.domain.planning.policies.exceptions import rest_of
from aftercare.domain.planning.states import EXCEPTION_MOVES, ORDERS, ExceptionStatus, Proposal
from aftercare.domain.planning.steps.orders import draft_for
from aftercare.domain.planning.steps.transfers import hold_for_transfer
from aftercare.kit.actors import Actor
from aftercare.kit.states import move


def carry_out(
    exception: PlanException, quantity: int, *, reason: str, actor: Actor, at: datetime
) -> None:
    """
    Let so many be ordered or sent, and the exception rest.

    Raises `NowhereToSend`, `NothingWanted`, `NotSoldLikeThis`, `NothingToSend`, `IllegalMove`,
    `StaleRow`.
    """
    decided = {
        "decided_quantity": quantity,
        "reason": reason.strip()[:200],
        "decided_by": str(actor.ref),
        "decided_at": at,
        "rests_until": rest_of(at),
    }
    move(exception, ExceptionStatus.APPROVED, moves=EXCEPTION_MOVES, **decided)
    if exception.proposal == Proposal.TRANSFER:
        hold_for_transfer(exception, Decimal(quantity), actor=actor, at=at)
    elif exception.proposal in ORDERS and quantity:
        exception.document = draft_for(exception, Decimal(quantity), actor=actor, at=at).code
        exception.save(update_fields=["document"])
