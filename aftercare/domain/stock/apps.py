from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class StockConfig(AppConfig):
    name = "aftercare.domain.stock"

    def ready(self) -> None:
        from aftercare.domain.catalog.queries import Holder, register_holder
        from aftercare.domain.stock.queries import stock_touched

        register_holder(Holder("stock", pgettext_lazy("goods that lie", "Stock"), stock_touched))
