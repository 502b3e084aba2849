from django.apps import AppConfig


class RepairsConfig(AppConfig):
    name = "aftercare.domain.repairs"

    def ready(self) -> None:
        from aftercare.domain.customers.queries import Keeper, register_keeper
        from aftercare.domain.repairs.queries import repairs_with
        from aftercare.domain.repairs.steps.persons import erase_from_repairs

        register_keeper(Keeper("repairs", repairs_with, erase_from_repairs))
