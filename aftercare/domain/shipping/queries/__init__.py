from aftercare.domain.shipping.queries.addresses import address_of_customer, address_of_site
from aftercare.domain.shipping.queries.carriers import (
    access_of,
    kept_carrier_secrets,
    silent_words,
    trouble_with_carrier,
    visible_carriers,
    visible_pick_ups,
    words_aside,
)
from aftercare.domain.shipping.queries.labels import (
    consignment_of,
    labels_left_alone,
    open_purchase,
    purchase_of_offer,
    rates_of,
)
from aftercare.domain.shipping.queries.packing import (
    Packing,
    packing_for,
    packing_of,
    visible_packing_instructions,
)
from aftercare.domain.shipping.queries.parcels import (
    DELIVERED_BY,
    contents_of,
    find_parcels,
    late_parcels,
    number_link,
    parcels_about,
    parcels_to_ask_for,
    parcels_waiting_at,
    sightings_of,
    visible_parcels,
)
from aftercare.domain.shipping.queries.persons import parcels_with

__all__ = [
    "DELIVERED_BY",
    "Packing",
    "access_of",
    "address_of_customer",
    "address_of_site",
    "consignment_of",
    "contents_of",
    "find_parcels",
    "kept_carrier_secrets",
    "labels_left_alone",
    "late_parcels",
    "number_link",
    "open_purchase",
    "packing_for",
    "packing_of",
    "parcels_about",
    "parcels_to_ask_for",
    "parcels_waiting_at",
    "parcels_with",
    "purchase_of_offer",
    "rates_of",
    "sightings_of",
    "silent_words",
    "trouble_with_carrier",
    "visible_carriers",
    "visible_packing_instructions",
    "visible_parcels",
    "visible_pick_ups",
    "words_aside",
]
