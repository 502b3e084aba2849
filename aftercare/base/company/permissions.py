from enum import StrEnum


class CompanyPermission(StrEnum):
    SET_UP = "company.set_up"
