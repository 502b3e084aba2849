from aftercare.domain.catalog.models.items import Item, LifecycleDate
from aftercare.domain.catalog.models.knowledge import (
    ChangeNotice,
    DocumentPart,
    FaultCode,
    ItemDocument,
    NoticeItem,
)
from aftercare.domain.catalog.models.parameters import Parameter, ParameterValue
from aftercare.domain.catalog.models.prices import ItemPrice
from aftercare.domain.catalog.models.structure import Bom, BomLine, Substitute
from aftercare.domain.catalog.models.visits import HelpVisit

__all__ = [
    "Bom",
    "BomLine",
    "ChangeNotice",
    "DocumentPart",
    "FaultCode",
    "HelpVisit",
    "Item",
    "ItemDocument",
    "ItemPrice",
    "LifecycleDate",
    "NoticeItem",
    "Parameter",
    "ParameterValue",
    "Substitute",
]
