from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "aftercare.domain.supply"

    def ready(self) -> None:
        from aftercare.base.spreadsheets.queries import register_sheet
        from aftercare.domain.supply.operations.price_sheet import SUPPLIER_PRICES

        register_sheet(SUPPLIER_PRICES)
