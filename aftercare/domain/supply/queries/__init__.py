from aftercare.domain.supply.policies import Offer, Ranked, cheapest_order, total_of
from aftercare.domain.supply.queries.purchases import (
    OWN_CURRENCY,
    WITHIN_DAYS,
    changes_of_purchase,
    find_by_wish,
    lines_of_purchase,
    open_purchases,
    receipts_of,
    visible_purchase_lines,
    visible_purchases,
)
from aftercare.domain.supply.queries.suppliers import (
    breaks_of,
    price_of,
    visible_shares,
    visible_supplier_prices,
    visible_suppliers,
)

__all__ = [
    "OWN_CURRENCY",
    "WITHIN_DAYS",
    "Offer",
    "Ranked",
    "breaks_of",
    "changes_of_purchase",
    "cheapest_order",
    "find_by_wish",
    "lines_of_purchase",
    "open_purchases",
    "price_of",
    "receipts_of",
    "total_of",
    "visible_purchase_lines",
    "visible_purchases",
    "visible_shares",
    "visible_supplier_prices",
    "visible_suppliers",
]
