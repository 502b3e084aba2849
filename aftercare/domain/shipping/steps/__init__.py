from aftercare.domain.shipping.steps.filing import file_parcel
from aftercare.domain.shipping.steps.labels import (
    LabelIsBeingBought,
    call_off,
    claim_cancellation,
    claim_purchase,
    give_back_later,
    put_label,
    put_own_label,
    want_label,
)
from aftercare.domain.shipping.steps.parcels import (
    PREFIX,
    ContentMissing,
    advance_parcel,
    announce_parcel,
    fill_parcel,
    hold_parcel,
    make_parcel,
)
from aftercare.domain.shipping.steps.persons import erase_from_parcels
from aftercare.domain.shipping.steps.tracking import (
    claim_question,
    note_sightings,
    parcel_arrives,
    promise_delivery,
)

__all__ = [
    "PREFIX",
    "ContentMissing",
    "LabelIsBeingBought",
    "advance_parcel",
    "announce_parcel",
    "call_off",
    "claim_cancellation",
    "claim_purchase",
    "claim_question",
    "erase_from_parcels",
    "file_parcel",
    "fill_parcel",
    "give_back_later",
    "hold_parcel",
    "make_parcel",
    "note_sightings",
    "parcel_arrives",
    "promise_delivery",
    "put_label",
    "put_own_label",
    "want_label",
]
