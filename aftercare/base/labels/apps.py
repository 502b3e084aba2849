from django.apps import AppConfig
from django.db.models.signals import post_migrate  # noqa: TID251  # runs once after migrate


class LabelsConfig(AppConfig):
    name = "aftercare.base.labels"

    def ready(self) -> None:
        post_migrate.connect(_install_forms, sender=self)


def _install_forms(**_context: object) -> None:
    from aftercare.base.labels.steps import install_first_forms

    install_first_forms()
