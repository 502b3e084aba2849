from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "aftercare.domain.stock"
