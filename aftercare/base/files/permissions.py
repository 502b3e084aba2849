from enum import StrEnum


class FilePermission(StrEnum):
    REMOVE = "files.remove"
