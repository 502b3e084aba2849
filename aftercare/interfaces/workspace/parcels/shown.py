"""A parcel as the screen shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from aftercare.base.promises.queries import promises_for
from aftercare.domain.shipping.models import CarrierRate, Parcel
from aftercare.domain.shipping.queries import packing_for
from aftercare.domain.shipping.states import ParcelStatus
from aftercare.interfaces.workspace.parcel_texts import marks_of, materials_of, reason_in_words
from aftercare.kit.languages import nearest_language
from aftercare.kit.refs import ref

TONES = {
    ParcelStatus.DRAFT: "secondary",
    ParcelStatus.DELIVERED: "green",
    ParcelStatus.LOST: "red",
    ParcelStatus.DAMAGED: "red",
    ParcelStatus.REFUSED: "red",
    ParcelStatus.SENT_BACK: "orange",
    ParcelStatus.CANCELLED: "secondary",
}
LINE = (
    ParcelStatus.DRAFT,
    ParcelStatus.LABELED,
    ParcelStatus.COLLECTED,
    ParcelStatus.IN_TRANSIT,
    ParcelStatus.OUT_FOR_DELIVERY,
    ParcelStatus.DELIVERED,
)


@dataclass(frozen=True)
class ShownRate:
    """What a carrier asks, with why it suits or not."""

    rate: CarrierRate
    reasons: Sequence[str]
    is_best: bool


@dataclass(frozen=True)
class ShownPacking:
    """How something in a parcel is packed, in the language of the reader."""

    item: Any
    text: str
    materials: Sequence[Any]
    marks: Sequence[Any]


def tone_of(parcel: Parcel) -> str:
    """Return the color of a parcel's status."""
    return TONES.get(ParcelStatus(parcel.status), "blue")


def measures_of(parcel: Parcel) -> str:
    """Return weight and size of a parcel: 8.2 kg · 90 × 60 × 15 cm."""
    kilograms = f"{(parcel.weight or 0) / 1000:g} kg"
    sides = [parcel.length, parcel.width, parcel.height]
    if not all(sides):
        return kilograms
    return f"{kilograms} · {' × '.join(f'{(side or 0) / 10:g}' for side in sides)} cm"


def line_of(parcel: Parcel) -> list[tuple[Any, str]]:
    """Return the steps of the usual way, and which are behind."""
    status = ParcelStatus(parcel.status)
    if status not in LINE:
        return []
    here = LINE.index(status)
    last = len(LINE) - 1
    return [
        (each.label, "done" if at < here or here == last else "now" if at == here else "")
        for at, each in enumerate(LINE)
    ]


def shown_rates(rates: Sequence[CarrierRate]) -> list[ShownRate]:
    """Return rates with their reasons in words."""
    return [
        ShownRate(each, list(map(reason_in_words, each.reasons)), each.suits and each.rank == 1)
        for each in rates
    ]


def shown_packing(parcel: Parcel) -> list[ShownPacking]:
    """Return how what is in a parcel is packed."""
    return [
        ShownPacking(
            each.item,
            each.instruction.text_in(nearest_language(get_language() or "en")),
            materials_of(each.instruction),
            marks_of(each.instruction),
        )
        for each in packing_for(parcel)
    ]


def owed_for_parcel(parcel: Parcel) -> Any:
    """Return what is or was promised for the delivery of a parcel."""
    return promises_for(ref(parcel)).last()
