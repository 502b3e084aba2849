from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "aftercare.domain.guidance"

    def ready(self) -> None:
        from aftercare.domain.customers.queries import Keeper, register_keeper
        from aftercare.domain.guidance.queries.persons import sessions_with
        from aftercare.domain.guidance.steps.persons import erase_from_guidance

        register_keeper(Keeper("guidance", sessions_with, erase_from_guidance))
