"""What interfaces and higher apps ask the catalog."""

from aftercare.domain.catalog.policies.effectivity import Effectivity, Made
from aftercare.domain.catalog.queries.items import (
    find_item,
    items_numbered,
    stage_on,
    visible_items,
)
from aftercare.domain.catalog.queries.knowledge import (
    Holder,
    Touched,
    fault_codes_for,
    notices_of,
    register_holder,
    touched_by,
    visible_documents,
    visible_fault_codes,
    visible_notices,
    visible_parameters,
)
from aftercare.domain.catalog.queries.structure import (
    Choice,
    Use,
    bom_for,
    made_of,
    substitutes_for,
    substitutes_of,
    visible_boms,
    wear_parts_of,
    where_used,
    with_lines,
)

__all__ = [
    "Choice",
    "Effectivity",
    "Holder",
    "Made",
    "Touched",
    "Use",
    "bom_for",
    "fault_codes_for",
    "find_item",
    "items_numbered",
    "made_of",
    "notices_of",
    "register_holder",
    "stage_on",
    "substitutes_for",
    "substitutes_of",
    "touched_by",
    "visible_boms",
    "visible_documents",
    "visible_fault_codes",
    "visible_items",
    "visible_notices",
    "visible_parameters",
    "wear_parts_of",
    "where_used",
    "with_lines",
]
