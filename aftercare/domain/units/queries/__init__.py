from aftercare.domain.units.policies import key_of
from aftercare.domain.units.queries.containing import holding_lots
from aftercare.domain.units.queries.dealers import dealer_called, dealers_called
from aftercare.domain.units.queries.delivered import Delivered, delivered_to
from aftercare.domain.units.queries.exchanges import exchanges_of, replaced_by
from aftercare.domain.units.queries.holding import owners_touched, units_touched
from aftercare.domain.units.queries.inside import (
    LotInside,
    Node,
    is_inside,
    lots_inside,
    parent_of,
    places_held_by_lots,
    tree_of,
)
from aftercare.domain.units.queries.lots import (
    find_lots,
    lots_alike,
    lots_made_in,
    lots_reached,
    visible_lots,
)
from aftercare.domain.units.queries.persons import units_with
from aftercare.domain.units.queries.tracing import (
    Affected,
    Owner,
    Traced,
    all_affected_units,
    trace_lots,
    trace_page,
)
from aftercare.domain.units.queries.units import (
    KnownDate,
    dates_of,
    find_units,
    owners_of,
    scan_rules,
    shipped_by,
    sold_dates,
    units_alike,
    visible_batches,
    visible_registrations,
    visible_scan_rules,
    visible_units,
)

__all__ = [
    "Affected",
    "Delivered",
    "KnownDate",
    "LotInside",
    "Node",
    "Owner",
    "Traced",
    "all_affected_units",
    "dates_of",
    "dealer_called",
    "dealers_called",
    "delivered_to",
    "exchanges_of",
    "find_lots",
    "find_units",
    "holding_lots",
    "is_inside",
    "key_of",
    "lots_alike",
    "lots_inside",
    "lots_made_in",
    "lots_reached",
    "owners_of",
    "owners_touched",
    "parent_of",
    "places_held_by_lots",
    "replaced_by",
    "scan_rules",
    "shipped_by",
    "sold_dates",
    "trace_lots",
    "trace_page",
    "tree_of",
    "units_alike",
    "units_touched",
    "units_with",
    "visible_batches",
    "visible_lots",
    "visible_registrations",
    "visible_scan_rules",
    "visible_units",
]
