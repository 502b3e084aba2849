from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.ui import views
from aftercare.interfaces.ui.live.views import live
from aftercare.interfaces.ui.presence import presence

app_name = "ui"
urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences", views.preferences, name="preferences"),
    path("counts", views.counts, name="counts"),
    path("live", live, name="live"),
    path("presence", presence, name="presence"),
    path("palette", views.palette, name="palette"),
    path("styleguide", views.styleguide, name="styleguide"),
]
