from enum import StrEnum


class PeoplePermission(StrEnum):
    VIEW = "people.view"
    INVITE = "people.invite"
    SET_UP = "people.set_up"
