from django.apps import AppConfig
from django.db.models.signals import post_migrate  # noqa: TID251  # runs once after migrate


class PeopleConfig(AppConfig):
    name = "aftercare.base.people"

    def ready(self) -> None:
        post_migrate.connect(_install_roles, sender=self)


def _install_roles(**_context: object) -> None:
    from aftercare.base.people.steps import install_standard_roles

    install_standard_roles()
