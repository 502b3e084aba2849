from enum import StrEnum


class JournalPermission(StrEnum):
    AUDIT = "journal.audit"
