from enum import StrEnum


class Permission(StrEnum):
    FIND = "search.find"
    SEE_MISSES = "search.see_misses"
