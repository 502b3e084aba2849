from django.apps import AppConfig


class ShippingConfig(AppConfig):
    name = "aftercare.domain.shipping"

    def ready(self) -> None:
        from aftercare.domain.customers.queries import Keeper, register_keeper  # noqa: PLC0415  # models are ready only now
        from aftercare.domain.shipping.queries.persons import parcels_with  # noqa: PLC0415  # see above
        from aftercare.domain.shipping.steps.persons import erase_from_parcels  # noqa: PLC0415  # see above

        register_keeper(Keeper("shipping", parcels_with, erase_from_parcels))
