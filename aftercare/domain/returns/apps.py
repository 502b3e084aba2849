from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "aftercare.domain.returns"

    def ready(self) -> None:
        from aftercare.domain.coverage.queries.history import register_historian
        from aftercare.domain.customers.queries import Keeper, register_keeper
        from aftercare.domain.returns.queries import returns_with
        from aftercare.domain.returns.queries.history import returns_of_units
        from aftercare.domain.returns.steps.persons import erase_from_returns

        register_historian("returns", returns_of_units)
        register_keeper(Keeper("returns", returns_with, erase_from_returns))
