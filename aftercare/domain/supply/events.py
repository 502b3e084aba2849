from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class SupplierChanged(Event):
    """An account sells to us, or on other terms, or no more."""

    name: ClassVar[str] = "supply.supplier_changed"

    supplier_id: int
    account_id: int


@dataclass(frozen=True)
class SupplierPriceChanged(Event):
    """A supplier asks for an item what they did not before, or nothing any more."""

    name: ClassVar[str] = "supply.supplier_price_changed"

    supplier_id: int
    item_id: int
    change: str


@dataclass(frozen=True)
class SparesShareChanged(Event):
    """A contract gives us another share of spares with mass production."""

    name: ClassVar[str] = "supply.spares_share_changed"

    supplier_id: int
    item_id: int


@dataclass(frozen=True)
class PurchaseEvent(Event):
    """Something happened to a purchase order, and so to its supplier and what it is for."""

    purchase_order_id: int
    account_id: int | None
    items: Sequence[int]
    because: str

    def about(self) -> list[str]:
        """Return the order, its supplier, its items, and what it was asked for."""
        items = [f"item:{item}" for item in self.items]
        return [*super().about(), *items, *([self.because] if self.because else [])]


@dataclass(frozen=True)
class PurchaseDrafted(PurchaseEvent):
    """Something is to be bought."""

    name: ClassVar[str] = "supply.purchase_drafted"


@dataclass(frozen=True)
class PurchaseEdited(PurchaseEvent):
    """A draft says something else."""

    name: ClassVar[str] = "supply.purchase_edited"


@dataclass(frozen=True)
class PurchaseRequested(PurchaseEvent):
    """Somebody wants it to be ordered."""

    name: ClassVar[str] = "supply.purchase_requested"


@dataclass(frozen=True)
class PurchaseSentBack(PurchaseEvent):
    """A request is a draft again, with what is missing."""

    name: ClassVar[str] = "supply.purchase_sent_back"


@dataclass(frozen=True)
class PurchaseOrdered(PurchaseEvent):
    """The supplier has our order."""

    name: ClassVar[str] = "supply.purchase_ordered"


@dataclass(frozen=True)
class PurchaseConfirmed(PurchaseEvent):
    """The supplier has promised a day, or another one."""

    name: ClassVar[str] = "supply.purchase_confirmed"

    due_on: str = ""


@dataclass(frozen=True)
class PurchaseReceived(PurchaseEvent):
    """Some of it, or the last of it, has come."""

    name: ClassVar[str] = "supply.purchase_received"

    is_complete: bool = False


@dataclass(frozen=True)
class PurchaseClosed(PurchaseEvent):
    """The rest will not come, or none of it."""

    name: ClassVar[str] = "supply.purchase_closed"

    status: str = ""


@dataclass(frozen=True)
class ShortageEvent(Event):
    """Something happened to a shortage, and so to what waits for the part."""

    shortage_id: int
    item_id: int
    work_order_id: int | None
    case_id: int | None
    document: str

    def about(self) -> list[str]:
        """Return the shortage, the part, and what waits for it."""
        return list(dict.fromkeys([*super().about(), self.document]))


@dataclass(frozen=True)
class ShortageOpened(ShortageEvent):
    """Something needs a part that is not there."""

    name: ClassVar[str] = "supply.shortage_opened"


@dataclass(frozen=True)
class WayOutChosen(ShortageEvent):
    """Somebody has chosen what to do about a shortage."""

    name: ClassVar[str] = "supply.way_out_chosen"

    way: str = ""
    expected_at: str = ""


@dataclass(frozen=True)
class ChoiceTakenBack(ShortageEvent):
    """What was chosen is not done; the shortage is to be decided again."""

    name: ClassVar[str] = "supply.choice_taken_back"


@dataclass(frozen=True)
class TransferSent(ShortageEvent):
    """What a shortage waits for is on its way between places of ours."""

    name: ClassVar[str] = "supply.transfer_sent"


@dataclass(frozen=True)
class ShortageSolved(ShortageEvent):
    """What was short is held for who needs it, or is needed no more because of what was done."""

    name: ClassVar[str] = "supply.shortage_solved"

    way: str = ""


@dataclass(frozen=True)
class ShortageEnded(ShortageEvent):
    """What was short is not needed any more."""

    name: ClassVar[str] = "supply.shortage_ended"
