from aftercare.domain.cases.models.case import Case, CaseMessage, CaseThread, Watcher
from aftercare.domain.cases.models.figures import CaseFigures
from aftercare.domain.cases.models.rules import (
    AutomaticMessage,
    Macro,
    SavedView,
    ServiceLevel,
    TriageRule,
)
from aftercare.domain.cases.models.senders import BlockedSender
from aftercare.domain.cases.models.work import (
    BulkChange,
    BulkItem,
    CaseLink,
    CaseUnit,
    Draft,
    Escalation,
    FoundNumber,
    Note,
)

__all__ = [
    "AutomaticMessage",
    "BlockedSender",
    "BulkChange",
    "BulkItem",
    "Case",
    "CaseFigures",
    "CaseLink",
    "CaseMessage",
    "CaseThread",
    "CaseUnit",
    "Draft",
    "Escalation",
    "FoundNumber",
    "Macro",
    "Note",
    "SavedView",
    "ServiceLevel",
    "TriageRule",
    "Watcher",
]
