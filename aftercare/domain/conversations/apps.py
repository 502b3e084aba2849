from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "aftercare.domain.conversations"

    def ready(self) -> None:
        from aftercare.domain.conversations.queries import said_with
        from aftercare.domain.conversations.steps import erase_what_was_said
        from aftercare.domain.customers.queries import Keeper, register_keeper

        register_keeper(Keeper("conversations", said_with, erase_what_was_said))
