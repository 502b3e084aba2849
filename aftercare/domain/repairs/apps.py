from django.apps import AppConfig


class RepairsConfig(AppConfig):
    name = "aftercare.domain.repairs"

    def ready(self) -> None:
        from aftercare.domain.customers.queries import Keeper, register_keeper  # noqa: PLC0415  # models are ready only now
        from aftercare.domain.repairs.queries import repairs_with  # noqa: PLC0415  # see above
        from aftercare.domain.repairs.steps.persons import erase_from_repairs  # noqa: PLC0415  # see above

        register_keeper(Keeper("repairs", repairs_with, erase_from_repairs))
