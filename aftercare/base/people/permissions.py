from enum import StrEnum


class PeoplePermission(StrEnum):
    VIEW = "people.view"
    INVITE = "people.invite"
    SET_UP = "people.set_up"
    MAKE_TOKENS = "people.make_tokens"
    BE_ONESELF = "people.be_oneself"


FOR_EVERYBODY = frozenset({PeoplePermission.BE_ONESELF})
"""What whoever has an account may do, without any role: see to their own things."""
