from django.apps import AppConfig


class ShippingConfig(AppConfig):
    name = "aftercare.domain.shipping"

    def ready(self) -> None:
        from aftercare.domain.customers.queries import (  # models are ready only now
            Keeper,
            register_keeper,
        )
        from aftercare.domain.shipping.queries.persons import parcels_with  # see above
        from aftercare.domain.shipping.steps.persons import erase_from_parcels  # see above

        register_keeper(Keeper("shipping", parcels_with, erase_from_parcels))
