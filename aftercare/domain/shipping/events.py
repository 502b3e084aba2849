from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class ParcelEvent(Event):
    """Something happened to a parcel, and so to all that is in it or waits for it."""

    parcel_id: int
    others: Sequence[str] = ()

    def about(self) -> list[str]:
        """Return the parcel, and what it concerns."""
        return list(dict.fromkeys([*super().about(), *self.others]))


@dataclass(frozen=True)
class ParcelDrafted(ParcelEvent):
    """Something is to be sent."""

    name: ClassVar[str] = "shipping.parcel_drafted"

    way: str = ""


@dataclass(frozen=True)
class ParcelChanged(ParcelEvent):
    """What is known of a parcel was changed before it went."""

    name: ClassVar[str] = "shipping.parcel_changed"

    fields: Sequence[str] = ()


@dataclass(frozen=True)
class ParcelPacked(ParcelEvent):
    """A parcel was packed as its instruction says."""

    name: ClassVar[str] = "shipping.parcel_packed"


@dataclass(frozen=True)
class RatesKept(ParcelEvent):
    """Carriers have said for how much, and when, they would take a parcel."""

    name: ClassVar[str] = "shipping.rates_kept"

    rates: int = 0


@dataclass(frozen=True)
class LabelOrdered(ParcelEvent):
    """A carrier was chosen, and is asked for a label."""

    name: ClassVar[str] = "shipping.label_ordered"


@dataclass(frozen=True)
class LabelBought(ParcelEvent):
    """There is a label with a number."""

    name: ClassVar[str] = "shipping.label_bought"


@dataclass(frozen=True)
class LabelRefused(ParcelEvent):
    """A carrier gives no label, or nobody knows whether it did."""

    name: ClassVar[str] = "shipping.label_refused"

    trouble: str = ""


@dataclass(frozen=True)
class LabelGivenBack(ParcelEvent):
    """A label is not used, and the carrier is asked to take it back."""

    name: ClassVar[str] = "shipping.label_given_back"


@dataclass(frozen=True)
class ParcelMoved(ParcelEvent):
    """A parcel is somewhere else on its way."""

    name: ClassVar[str] = "shipping.parcel_moved"

    status: str = ""


@dataclass(frozen=True)
class ParcelSeen(ParcelEvent):
    """A carrier has told something of a parcel that moves it no further."""

    name: ClassVar[str] = "shipping.parcel_seen"


@dataclass(frozen=True)
class DeliverySlips(ParcelEvent):
    """A parcel will come later than was promised, or is in trouble."""

    name: ClassVar[str] = "shipping.delivery_slips"

    expected_at: str = ""


@dataclass(frozen=True)
class DeliveryPutOff(ParcelEvent):
    """Another day of delivery was agreed with whom the parcel is for."""

    name: ClassVar[str] = "shipping.delivery_put_off"


@dataclass(frozen=True)
class DeliveryChanged(Event):
    """Somebody has said how they want to get what goes out to them, before it goes."""

    name: ClassVar[str] = "shipping.delivery_changed"

    others: Sequence[str] = ()
    wish: str = ""

    def about(self) -> list[str]:
        """Return for what it goes out, and the parcels that were prepared."""
        return list(dict.fromkeys(self.others))


@dataclass(frozen=True)
class PickUpOrdered(Event):
    """A carrier is asked to pick parcels up."""

    name: ClassVar[str] = "shipping.pick_up_ordered"

    pick_up_id: int
    parcels: int = 0


@dataclass(frozen=True)
class PickUpAnswered(Event):
    """A carrier comes to pick parcels up, or does not."""

    name: ClassVar[str] = "shipping.pick_up_answered"

    pick_up_id: int
    status: str = ""


@dataclass(frozen=True)
class CarrierChanged(Event):
    """An account at a carrier was set up, works no longer, or works again."""

    name: ClassVar[str] = "shipping.carrier_changed"

    carrier_account_id: int
    change: str = ""


@dataclass(frozen=True)
class CarrierWordAccepted(Event):
    """A carrier has told us something, stored as it came."""

    name: ClassVar[str] = "shipping.carrier_word_accepted"

    carrier_word_id: int


@dataclass(frozen=True)
class CarrierWordSettled(Event):
    """What a carrier told was taken in, or set aside."""

    name: ClassVar[str] = "shipping.carrier_word_settled"

    carrier_word_id: int
    status: str = ""


@dataclass(frozen=True)
class SiteAddressChanged(Event):
    """Parcels to one of our sites go to another address."""

    name: ClassVar[str] = "shipping.site_address_changed"

    site_id: int


@dataclass(frozen=True)
class PackingChanged(Event):
    """Something is packed otherwise."""

    name: ClassVar[str] = "shipping.packing_changed"

    item_id: int | None = None
    kind: str = ""
