from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "aftercare.domain.planning"
