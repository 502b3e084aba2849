from enum import StrEnum


class CatalogPermission(StrEnum):
    VIEW = "catalog.view"
    EDIT = "catalog.edit"
    SET_UP = "catalog.set_up"
