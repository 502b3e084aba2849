from django.urls import URLPattern, URLResolver, include, path

from aftercare.interfaces.workspace.settings import views

# Each area brings its addresses and registers its sections where they are defined (sections.py).
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="settings"),
    path("/", include("aftercare.interfaces.workspace.settings.service.urls")),
    path("/", include("aftercare.interfaces.workspace.settings.people.urls")),
    path("/", include("aftercare.interfaces.workspace.settings.company.urls")),
    path("/", include("aftercare.interfaces.workspace.settings.channels.urls")),
    path("/", include("aftercare.interfaces.workspace.settings.shipping.urls")),
    path("/", include("aftercare.interfaces.workspace.imports.urls")),
    path("/", include("aftercare.interfaces.workspace.settings.catalog.urls")),
]
