from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.orders import spares

OF = "contracts/<str:code>/spares"
urlpatterns: list[URLPattern | URLResolver] = [
    path(OF, spares.give, name="free-spares-give"),
    path(f"{OF}/<int:given_id>", spares.undo, name="free-spares-undo"),
]
