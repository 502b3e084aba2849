from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class OrderEvent(Event):
    """Something happened to a work order, and so to its unit, case and customer."""

    work_order_id: int
    unit_id: int | None
    case_id: int | None
    account_id: int | None
    contact_id: int | None


@dataclass(frozen=True)
class OrderOpened(OrderEvent):
    """There is a work order for a unit."""

    name: ClassVar[str] = "repairs.order_opened"

    kind: str = ""


@dataclass(frozen=True)
class RepairsImported(Event):
    """Repairs of the system before are known, from a file; or more parts of them."""

    name: ClassVar[str] = "repairs.repairs_imported"

    orders: tuple[int, ...]
    units: tuple[int, ...]

    def about(self) -> list[str]:
        """Return the repairs, and the units that were repaired."""
        return _about(self.orders, self.units)


@dataclass(frozen=True)
class RepairsRemoved(Event):
    """Past repairs taken over by mistake, or parts of them, are gone again."""

    name: ClassVar[str] = "repairs.repairs_removed"

    orders: tuple[int, ...]
    units: tuple[int, ...]

    def about(self) -> list[str]:
        """Return the repairs, and the units that were repaired."""
        return _about(self.orders, self.units)


def _about(orders: Sequence[int], units: Sequence[int]) -> list[str]:
    return [f"work_order:{each}" for each in orders] + [f"unit:{each}" for each in units]


@dataclass(frozen=True)
class OrderAssigned(OrderEvent):
    """Somebody else, or another team, works on it."""

    name: ClassVar[str] = "repairs.order_assigned"

    user_id: int | None = None
    team_id: int | None = None


@dataclass(frozen=True)
class UnitReceived(OrderEvent):
    """The unit is here, with photos of how it came."""

    name: ClassVar[str] = "repairs.unit_received"

    photos: int = 0


@dataclass(frozen=True)
class PhotosAdded(OrderEvent):
    """More photos show something."""

    name: ClassVar[str] = "repairs.photos_added"

    photos: int = 0
    of: str = ""


@dataclass(frozen=True)
class UnitDiagnosed(OrderEvent):
    """What is wrong is known, by codes and places."""

    name: ClassVar[str] = "repairs.unit_diagnosed"

    codes: Sequence[str] = ()
    designators: Sequence[str] = ()
    no_fault_found: bool = False
    human_damage: bool = False
    age_in_days: int | None = None


@dataclass(frozen=True)
class ReadingTaken(OrderEvent):
    """Something was measured at the bench."""

    name: ClassVar[str] = "repairs.reading_taken"


@dataclass(frozen=True)
class RepairApproved(OrderEvent):
    """The repair may begin."""

    name: ClassVar[str] = "repairs.repair_approved"


@dataclass(frozen=True)
class PartNeeded(OrderEvent):
    """A repair needs a part, which is reserved or not there."""

    name: ClassVar[str] = "repairs.part_needed"

    item_id: int = 0
    reserved: bool = False


@dataclass(frozen=True)
class PartNotNeeded(OrderEvent):
    """A part is not needed after all."""

    name: ClassVar[str] = "repairs.part_not_needed"

    item_id: int = 0


@dataclass(frozen=True)
class PartFitted(OrderEvent):
    """A part was fitted, and the old one goes where it was said."""

    name: ClassVar[str] = "repairs.part_fitted"

    item_id: int = 0


@dataclass(frozen=True)
class QuoteMade(OrderEvent):
    """The customer was told what it costs, and when it would be ready."""

    name: ClassVar[str] = "repairs.quote_made"

    number: int = 0
    payable: str = ""
    currency: str = ""


@dataclass(frozen=True)
class QuoteAnswered(OrderEvent):
    """The customer has accepted or declined a quote."""

    name: ClassVar[str] = "repairs.quote_answered"

    accepted: bool = False


@dataclass(frozen=True)
class CustomerAsked(OrderEvent):
    """The customer asked something on the page of the repair."""

    name: ClassVar[str] = "repairs.customer_asked"


@dataclass(frozen=True)
class QuestionAnswered(OrderEvent):
    """What a customer asked was answered."""

    name: ClassVar[str] = "repairs.question_answered"


@dataclass(frozen=True)
class RepairAccepted(OrderEvent):
    """The customer is content with the repair, or says how much."""

    name: ClassVar[str] = "repairs.repair_accepted"

    stars: int = 0


@dataclass(frozen=True)
class LaborRateChanged(Event):
    """Work costs something else."""

    name: ClassVar[str] = "repairs.labor_rate_changed"


@dataclass(frozen=True)
class ReadyDateSet(OrderEvent):
    """The customer was promised a day, or another one."""

    name: ClassVar[str] = "repairs.ready_date_set"

    due_on: str = ""


@dataclass(frozen=True)
class RepairBegun(OrderEvent):
    """Somebody works at the bench; again, if it did not pass."""

    name: ClassVar[str] = "repairs.repair_begun"

    rework: int = 0


@dataclass(frozen=True)
class RepairWaits(OrderEvent):
    """The repair waits for somebody or something."""

    name: ClassVar[str] = "repairs.repair_waits"

    waiting_for: str = ""


@dataclass(frozen=True)
class FinalTestBegun(OrderEvent):
    """The repair is done, and is tested."""

    name: ClassVar[str] = "repairs.final_test_begun"


@dataclass(frozen=True)
class PointTested(OrderEvent):
    """A point of the test plan was tested."""

    name: ClassVar[str] = "repairs.point_tested"

    passed: bool = False


@dataclass(frozen=True)
class UnitReleased(OrderEvent):
    """All points were passed, and somebody stands for it."""

    name: ClassVar[str] = "repairs.unit_released"


@dataclass(frozen=True)
class UnitCleaned(OrderEvent):
    """The unit is clean and ready to go."""

    name: ClassVar[str] = "repairs.unit_cleaned"


@dataclass(frozen=True)
class UnitHandedOver(OrderEvent):
    """The customer has the repaired unit again."""

    name: ClassVar[str] = "repairs.unit_handed_over"

    days: int = 0


@dataclass(frozen=True)
class HandoverPackMade(OrderEvent):
    """The papers for the customer are made, or made anew."""

    name: ClassVar[str] = "repairs.handover_pack_made"

    version: int = 0


@dataclass(frozen=True)
class RepairRefused(OrderEvent):
    """The unit will not be repaired."""

    name: ClassVar[str] = "repairs.repair_refused"


@dataclass(frozen=True)
class UnitReturned(OrderEvent):
    """The customer has the unit again as it was."""

    name: ClassVar[str] = "repairs.unit_returned"


@dataclass(frozen=True)
class UnitExchanged(OrderEvent):
    """The customer got another unit for it."""

    name: ClassVar[str] = "repairs.unit_exchanged"


@dataclass(frozen=True)
class UnitScrapped(OrderEvent):
    """The unit was scrapped, with proof."""

    name: ClassVar[str] = "repairs.unit_scrapped"


@dataclass(frozen=True)
class OrderCancelled(OrderEvent):
    """The unit never came."""

    name: ClassVar[str] = "repairs.order_cancelled"


@dataclass(frozen=True)
class UnitSentOut(OrderEvent):
    """The unit is at another workshop."""

    name: ClassVar[str] = "repairs.unit_sent_out"


@dataclass(frozen=True)
class UnitCameBack(OrderEvent):
    """The same unit is back from another workshop."""

    name: ClassVar[str] = "repairs.unit_came_back"


@dataclass(frozen=True)
class LinkSent(OrderEvent):
    """The customer got the address of the page of their repair, or of the quote."""

    name: ClassVar[str] = "repairs.link_sent"

    occasion: str = ""
    message_id: int | None = None


@dataclass(frozen=True)
class FinalTestChanged(Event):
    """An item is tested otherwise after a repair."""

    name: ClassVar[str] = "repairs.final_test_changed"

    item_id: int
