from enum import StrEnum


class ConversationPermission(StrEnum):
    VIEW = "conversations.view"
    RECEIVE = "conversations.receive"
    SET_UP = "conversations.set_up"
