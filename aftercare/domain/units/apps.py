from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "aftercare.domain.units"

    def ready(self) -> None:
        from aftercare.domain.customers.queries import Keeper, register_keeper  # noqa: PLC0415  # models are ready only now
        from aftercare.domain.units.queries import units_with  # noqa: PLC0415  # see above
        from aftercare.domain.units.steps.persons import erase_from_units  # noqa: PLC0415  # see above

        register_keeper(Keeper("units", units_with, erase_from_units))
