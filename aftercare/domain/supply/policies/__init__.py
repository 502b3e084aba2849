"""Rules of buying, and of finding a way out where a part is short. No database, no clock."""

from aftercare.domain.supply.policies.buying import (
    Break,
    Offer,
    cheapest_order,
    price_from,
    spares_with,
    status_by_receipts,
    total_of,
)
from aftercare.domain.supply.policies.ranking import Option, Ranked, Weights, rank_options

__all__ = [
    "Break",
    "Offer",
    "Option",
    "Ranked",
    "Weights",
    "cheapest_order",
    "price_from",
    "rank_options",
    "spares_with",
    "status_by_receipts",
    "total_of",
]
