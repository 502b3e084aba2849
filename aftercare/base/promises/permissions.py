from enum import StrEnum


class PromisePermission(StrEnum):
    VIEW = "promises.view"
    NOTICE = "promises.notice"
