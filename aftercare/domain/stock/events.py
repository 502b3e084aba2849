from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class _Posted(Event):
    """Goods were moved because of a document: part of the story of everything it touched."""

    document: str
    items: Sequence[int]
    units: Sequence[int]
    lots: Sequence[int]
    places: Sequence[int]
    movements: Sequence[int]

    def about(self) -> list[str]:
        """Return the document, if any, and the items, units, lots and places it touched."""
        kinds = {"item": self.items, "unit": self.units, "lot": self.lots, "place": self.places}
        touched = [f"{kind}:{key}" for kind, keys in kinds.items() for key in keys]
        return [self.document, *touched] if self.document else touched


@dataclass(frozen=True)
class GoodsReceived(_Posted):
    """Goods came to us."""

    name: ClassVar[str] = "stock.goods_received"


@dataclass(frozen=True)
class GoodsPutAway(_Posted):
    """Goods went from one shelf of ours to another."""

    name: ClassVar[str] = "stock.goods_put_away"


@dataclass(frozen=True)
class GoodsIssued(_Posted):
    """Goods left us for a document."""

    name: ClassVar[str] = "stock.goods_issued"


@dataclass(frozen=True)
class GoodsReturned(_Posted):
    """Goods that had left us came back."""

    name: ClassVar[str] = "stock.goods_returned"


@dataclass(frozen=True)
class GoodsSent(_Posted):
    """Goods are on the way to another place of ours."""

    name: ClassVar[str] = "stock.goods_sent"


@dataclass(frozen=True)
class GoodsArrived(_Posted):
    """Goods that were on the way are there."""

    name: ClassVar[str] = "stock.goods_arrived"


@dataclass(frozen=True)
class GoodsScrapped(_Posted):
    """Goods were scrapped, with proof."""

    name: ClassVar[str] = "stock.goods_scrapped"


@dataclass(frozen=True)
class OldPartRemoved(_Posted):
    """A part was taken out of a unit, and goes where its repair says."""

    name: ClassVar[str] = "stock.old_part_removed"


@dataclass(frozen=True)
class GoodsPassedOn(_Posted):
    """Goods at a place of ours are somebody else's now."""

    name: ClassVar[str] = "stock.goods_passed_on"


@dataclass(frozen=True)
class GoodsConsigned(_Posted):
    """Goods of ours lie at a station that keeps them for us."""

    name: ClassVar[str] = "stock.goods_consigned"


@dataclass(frozen=True)
class ConsignedTakenBack(_Posted):
    """Goods a station kept for us are back."""

    name: ClassVar[str] = "stock.consigned_taken_back"


@dataclass(frozen=True)
class ConsignedSettled(_Posted):
    """Goods a station kept for us were used by it."""

    name: ClassVar[str] = "stock.consigned_settled"


@dataclass(frozen=True)
class ConditionChanged(_Posted):
    """Goods on the shelf are in another condition, or kept for something else."""

    name: ClassVar[str] = "stock.condition_changed"


@dataclass(frozen=True)
class PartsHarvested(_Posted):
    """Parts of a scrapped unit are on the shelf."""

    name: ClassVar[str] = "stock.parts_harvested"


@dataclass(frozen=True)
class MovementCorrected(_Posted):
    """A movement was wrong, and its opposite was posted."""

    name: ClassVar[str] = "stock.movement_corrected"


@dataclass(frozen=True)
class PlaceChanged(Event):
    """There is a place for goods, or another is known of it."""

    name: ClassVar[str] = "stock.place_changed"

    place_id: int


@dataclass(frozen=True)
class CoreRuleChanged(Event):
    """An item is an exchange part whose old one comes back within days, or is none any more."""

    name: ClassVar[str] = "stock.core_rule_changed"

    item_id: int
    days: int | None


@dataclass(frozen=True)
class GoodsReserved(Event):
    """Goods are held for a document."""

    name: ClassVar[str] = "stock.goods_reserved"

    item_id: int
    document: str
    quantity: str
    displaced: Sequence[str] = ()

    def about(self) -> list[str]:
        """Return the item, for whom it is held, and from whom it was taken."""
        return [*super().about(), self.document, *self.displaced]


@dataclass(frozen=True)
class _Wanted(Event):
    """Something happened to what a line of a document waits for."""

    want_id: int
    item_id: int
    document: str
    concerns: Sequence[str]

    def about(self) -> list[str]:
        """Return the item, the document that waits, and what else it concerns."""
        return [*super().about(), self.document, *self.concerns]


@dataclass(frozen=True)
class GoodsWanted(_Wanted):
    """A document waits for goods, which are held for it or not there."""

    name: ClassVar[str] = "stock.goods_wanted"

    is_held: bool = False


@dataclass(frozen=True)
class GoodsExpected(_Wanted):
    """Somebody has seen to what a document waits for: it comes by a time, or something else."""

    name: ClassVar[str] = "stock.goods_expected"

    expected_at: str = ""
    is_given_up: bool = False


@dataclass(frozen=True)
class WantEnded(_Wanted):
    """A document waits for goods no longer."""

    name: ClassVar[str] = "stock.want_ended"


@dataclass(frozen=True)
class ReservationChanged(Event):
    """A reservation is more or less urgent, or holds until another time."""

    name: ClassVar[str] = "stock.reservation_changed"

    item_id: int
    document: str
    priority: int

    def about(self) -> list[str]:
        """Return the item and what it is held for."""
        return [self.document, f"item:{self.item_id}"]


@dataclass(frozen=True)
class KitPlanned(Event):
    """Goods are to be taken along by somebody, in a place of their own."""

    name: ClassVar[str] = "stock.kit_planned"

    place_id: int
    user_id: int
    items: Sequence[int]


@dataclass(frozen=True)
class ReservationEnded(Event):
    """Goods are not held for a document any longer."""

    name: ClassVar[str] = "stock.reservation_ended"

    item_id: int
    document: str
    how: str

    def about(self) -> list[str]:
        """Return the item and for whom it was held."""
        return [*super().about(), self.document]


@dataclass(frozen=True)
class CoreExpected(Event):
    """A partner got a part in exchange and owes us the old one."""

    name: ClassVar[str] = "stock.core_expected"

    item_id: int
    account_id: int
    quantity: str
    due_on: str


@dataclass(frozen=True)
class CoreReturned(Event):
    """A partner has sent back old parts they owed us."""

    name: ClassVar[str] = "stock.core_returned"

    item_id: int
    account_id: int
    quantity: str


@dataclass(frozen=True)
class CountBegun(Event):
    """Somebody counts a place."""

    name: ClassVar[str] = "stock.count_begun"

    stock_count_id: int
    place_id: int


@dataclass(frozen=True)
class GoodsCounted(Event):
    """Somebody has counted an item; how many stays unsaid until the count is handed in."""

    name: ClassVar[str] = "stock.goods_counted"

    stock_count_id: int
    item_id: int


@dataclass(frozen=True)
class CountHandedIn(Event):
    """A place has been counted; somebody else looks at the differences."""

    name: ClassVar[str] = "stock.count_handed_in"

    stock_count_id: int
    place_id: int
    lines: int


@dataclass(frozen=True)
class CountDecided(Event):
    """The differences of a count were posted, or it has to be done again."""

    name: ClassVar[str] = "stock.count_decided"

    stock_count_id: int
    place_id: int
    approved: bool
    differences: int = 0


@dataclass(frozen=True)
class GoodsRetested(Event):
    """Goods on the shelf were tested again."""

    name: ClassVar[str] = "stock.goods_retested"

    item_id: int
    lot_id: int | None
    unit_id: int | None
    place_id: int
    passed: bool


@dataclass(frozen=True)
class StorageRuleChanged(Event):
    """An item has to be tested again after another time on the shelf."""

    name: ClassVar[str] = "stock.storage_rule_changed"

    item_id: int
    days: int | None
