from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "aftercare.domain.orders"
