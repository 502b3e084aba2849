from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.settings.service import levels

urlpatterns: list[URLPattern | URLResolver] = [
    path("service-levels", levels.levels, name="service-levels"),
    path("service-levels/<int:level_id>/move", levels.move, name="service-level-move"),
]
