from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "aftercare.domain.coverage"
