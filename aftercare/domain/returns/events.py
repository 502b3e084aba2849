from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class RmaEvent(Event):
    """Something happened to a return, and so to its units, case and customer."""

    rma_id: int | None
    case_id: int | None
    account_id: int | None
    contact_id: int | None
    units: Sequence[int]

    def about(self) -> list[str]:
        """Return the return and whom it concerns, and each unit it is about."""
        return [*super().about(), *(f"unit:{key}" for key in self.units)]


@dataclass(frozen=True)
class ReturnRequested(RmaEvent):
    """Somebody wants to send something back; the return has its number."""

    name: ClassVar[str] = "returns.return_requested"

    evidence_missing: Sequence[str] = ()


@dataclass(frozen=True)
class EvidenceAdded(RmaEvent):
    """More shows what is wrong with what is sent back."""

    name: ClassVar[str] = "returns.evidence_added"

    files: int = 0


@dataclass(frozen=True)
class ReturnApproved(RmaEvent):
    """It may be sent; by a rule or by a person."""

    name: ClassVar[str] = "returns.return_approved"

    rule: str = ""


@dataclass(frozen=True)
class ReturnRefused(RmaEvent):
    """It is not taken back."""

    name: ClassVar[str] = "returns.return_refused"


@dataclass(frozen=True)
class ReturnCancelled(RmaEvent):
    """Nothing is sent back after all."""

    name: ClassVar[str] = "returns.return_cancelled"


@dataclass(frozen=True)
class ReturnExpiring(RmaEvent):
    """What may be sent has not come, and soon may not be sent any more."""

    name: ClassVar[str] = "returns.return_expiring"

    expires_on: str = ""


@dataclass(frozen=True)
class ReturnExpired(RmaEvent):
    """Nothing came within the time agreed."""

    name: ClassVar[str] = "returns.return_expired"


@dataclass(frozen=True)
class ReturnReopened(RmaEvent):
    """It may be sent after all, until another day."""

    name: ClassVar[str] = "returns.return_reopened"

    expires_on: str = ""


@dataclass(frozen=True)
class ReturnComesBy(RmaEvent):
    """Somebody said how it comes: with a label of ours, sent or brought by the customer."""

    name: ClassVar[str] = "returns.return_comes_by"

    comes_by: str = ""


@dataclass(frozen=True)
class InstructionSent(RmaEvent):
    """The customer got the address of the instruction, with the label if there is one."""

    name: ClassVar[str] = "returns.instruction_sent"

    message_id: int | None = None


@dataclass(frozen=True)
class ReturnOnItsWay(RmaEvent):
    """By the day a carrier names for the parcel we decide at another time than we thought."""

    name: ClassVar[str] = "returns.return_on_its_way"

    arrives_on: str = ""


@dataclass(frozen=True)
class GoodsCame(RmaEvent):
    """Something came with a return, or was announced by none."""

    name: ClassVar[str] = "returns.goods_came"

    kind: str = ""
    quantity: str = ""
    arrival_id: int | None = None


@dataclass(frozen=True)
class ArrivalSettled(RmaEvent):
    """Somebody looked at what was not expected, and said what becomes of it."""

    name: ClassVar[str] = "returns.arrival_settled"

    arrival_id: int | None = None
    state: str = ""


@dataclass(frozen=True)
class LineNotComing(RmaEvent):
    """Of one line nothing comes any more."""

    name: ClassVar[str] = "returns.line_not_coming"

    rma_line_id: int | None = None


@dataclass(frozen=True)
class LineInspected(RmaEvent):
    """A line was looked at."""

    name: ClassVar[str] = "returns.line_inspected"

    rma_line_id: int | None = None
    found: str = ""


@dataclass(frozen=True)
class LineDecided(RmaEvent):
    """What becomes of a line is decided."""

    name: ClassVar[str] = "returns.line_decided"

    rma_line_id: int | None = None
    outcome: str = ""


@dataclass(frozen=True)
class DecisionTakenBack(RmaEvent):
    """What becomes of a line is open again."""

    name: ClassVar[str] = "returns.decision_taken_back"

    rma_line_id: int | None = None


@dataclass(frozen=True)
class LineDone(RmaEvent):
    """What was decided of a line is done."""

    name: ClassVar[str] = "returns.line_done"

    rma_line_id: int | None = None
    outcome: str = ""


@dataclass(frozen=True)
class ReplacementSent(RmaEvent):
    """A replacement went out; ahead of the old one, if a day is named."""

    name: ClassVar[str] = "returns.replacement_sent"

    rma_line_id: int | None = None
    due_on: str = ""


@dataclass(frozen=True)
class ReplacementWanted(RmaEvent):
    """A replacement is to go out ahead of the old one, as soon as there is one."""

    name: ClassVar[str] = "returns.replacement_wanted"

    rma_line_id: int | None = None


@dataclass(frozen=True)
class ReplacementExpected(RmaEvent):
    """A replacement that is not here is seen to: it goes out later, or is paid back instead."""

    name: ClassVar[str] = "returns.replacement_expected"

    is_late: bool = False


@dataclass(frozen=True)
class PaidInstead(RmaEvent):
    """What was to be replaced is paid back, because no replacement is to be had."""

    name: ClassVar[str] = "returns.paid_instead"

    rma_line_id: int | None = None
    outcome: str = ""


@dataclass(frozen=True)
class OldOneCharged(RmaEvent):
    """The old one did not come in time, and is charged."""

    name: ClassVar[str] = "returns.old_one_charged"

    rma_line_id: int | None = None


@dataclass(frozen=True)
class ChargeGivenBack(RmaEvent):
    """The old one came after it had been charged, and the charge is given back."""

    name: ClassVar[str] = "returns.charge_given_back"

    rma_line_id: int | None = None


@dataclass(frozen=True)
class FreightNoted(RmaEvent):
    """A freight bill was noted, and who owes whom how much of it."""

    name: ClassVar[str] = "returns.freight_noted"

    way: str = ""
    owed: str = ""
    currency: str = ""


@dataclass(frozen=True)
class SupplierReturnEvent(Event):
    """Something happened to a return of ours to a supplier."""

    supplier_return_id: int
    account_id: int | None
    rmas: Sequence[int]
    units: Sequence[int]
    orders: Sequence[int] = ()

    def about(self) -> list[str]:
        """Return it and the supplier, and the customers' returns, repairs and units in it."""
        returns = [f"rma:{key}" for key in self.rmas]
        repairs = [f"work_order:{key}" for key in self.orders]
        return [*super().about(), *returns, *repairs, *(f"unit:{key}" for key in self.units)]


@dataclass(frozen=True)
class SupplierReturnOpened(SupplierReturnEvent):
    """We want to send something on to its supplier."""

    name: ClassVar[str] = "returns.supplier_return_opened"


@dataclass(frozen=True)
class SupplierReturnCalledOff(SupplierReturnEvent):
    """What was to go to a supplier stays with us."""

    name: ClassVar[str] = "returns.supplier_return_called_off"


@dataclass(frozen=True)
class SentToSupplier(SupplierReturnEvent):
    """What we return is on its way to the supplier."""

    name: ClassVar[str] = "returns.sent_to_supplier"


@dataclass(frozen=True)
class SupplierAnswered(SupplierReturnEvent):
    """The supplier has said what they give for one line; `answer` of `states.SupplierAnswer`."""

    name: ClassVar[str] = "returns.supplier_answered"

    number: int = 0
    answer: str = ""
    amount: str = ""
    currency: str = ""


@dataclass(frozen=True)
class SupplierAnswerTakenBack(SupplierReturnEvent):
    """What was noted as the answer of the supplier to one line was wrong."""

    name: ClassVar[str] = "returns.supplier_answer_taken_back"

    number: int = 0


@dataclass(frozen=True)
class SupplierReturnSettled(SupplierReturnEvent):
    """The supplier has answered all that we sent back."""

    name: ClassVar[str] = "returns.supplier_return_settled"


@dataclass(frozen=True)
class ReturnReasonChanged(Event):
    """Why things are sent back is said in other words, or something else is asked for."""

    name: ClassVar[str] = "returns.return_reason_changed"

    return_reason_id: int


@dataclass(frozen=True)
class ApprovalRuleChanged(Event):
    """Other returns are approved without a person."""

    name: ClassVar[str] = "returns.approval_rule_changed"

    approval_rule_id: int
