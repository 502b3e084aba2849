from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from aftercare.interfaces.workspace.promises import views as promises
from aftercare.interfaces.workspace.search import search

app_name = "workspace"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="workspace:inbox"), name="home"),
    path("", include("aftercare.interfaces.workspace.coverage.urls")),
    path("", include("aftercare.interfaces.workspace.orders.urls")),
    path("", include("aftercare.interfaces.workspace.cases.urls")),
    path("", include("aftercare.interfaces.workspace.customers.urls")),
    path("", include("aftercare.interfaces.workspace.units.urls")),
    path("", include("aftercare.interfaces.workspace.catalog.urls")),
    path("", include("aftercare.interfaces.workspace.stock.urls")),
    path("", include("aftercare.interfaces.workspace.repairs.urls")),
    path("", include("aftercare.interfaces.workspace.labels.urls")),
    path("", include("aftercare.interfaces.workspace.parcels.urls")),
    path("", include("aftercare.interfaces.workspace.returns.urls")),
    path("", include("aftercare.interfaces.workspace.supply.urls")),
    path("", include("aftercare.interfaces.workspace.guidance.urls")),
    path("", include("aftercare.interfaces.workspace.planning.urls")),
    path("", include("aftercare.interfaces.workspace.insights.urls")),
    path("", include("aftercare.interfaces.workspace.files.urls")),
    path("settings", include("aftercare.interfaces.workspace.settings.urls")),
    path("", include("aftercare.interfaces.workspace.notifications.urls")),
    path("", include("aftercare.interfaces.workspace.profile.urls")),
    path("promises", promises.board, name="promises"),
    path("load", promises.load, name="load"),
    path("search", search, name="search"),
    path("", include("aftercare.interfaces.workspace.audit.urls")),
    path("", include("aftercare.interfaces.workspace.exports.urls")),
]
