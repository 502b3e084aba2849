from aftercare.domain.repairs.steps.findings import (
    NoSuchPlace,
    UnknownCode,
    keep_finding,
    made_of_order,
    part_at,
)
from aftercare.domain.repairs.steps.opening import UnitIsBeingRepaired, begin_order
from aftercare.domain.repairs.steps.orders import (
    MorePhotosNeeded,
    SomebodyElseWorks,
    advance,
    announce_order,
    hold_order,
    keep_photos,
    must_be_theirs,
    note_on_order,
    owe,
    refresh_order_due,
)
from aftercare.domain.repairs.steps.quotes import promise_quoted_day, settle_quote, tell_who_repairs

__all__ = [
    "MorePhotosNeeded",
    "NoSuchPlace",
    "SomebodyElseWorks",
    "UnitIsBeingRepaired",
    "UnknownCode",
    "advance",
    "announce_order",
    "begin_order",
    "hold_order",
    "keep_finding",
    "keep_photos",
    "made_of_order",
    "must_be_theirs",
    "note_on_order",
    "owe",
    "part_at",
    "promise_quoted_day",
    "refresh_order_due",
    "settle_quote",
    "tell_who_repairs",
]
