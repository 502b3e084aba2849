from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.insights import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("insights", views.insights, name="insights"),
    path("insights/export", views.export, name="insights-export"),
]
