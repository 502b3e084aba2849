from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "aftercare.domain.conversations"

    def ready(self) -> None:
        from aftercare.domain.conversations.queries import said_with  # noqa: PLC0415  # models are ready only now
        from aftercare.domain.conversations.steps import erase_what_was_said  # noqa: PLC0415  # see above
        from aftercare.domain.customers.queries import Keeper, register_keeper  # noqa: PLC0415  # see above

        register_keeper(Keeper("conversations", said_with, erase_what_was_said))
