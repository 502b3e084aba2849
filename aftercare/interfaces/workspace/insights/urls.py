from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.insights import self_help, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("insights", views.insights, name="insights"),
    path("insights/export", views.export, name="insights-export"),
    path("insights/self-help", self_help.self_help, name="self-help"),
    path("insights/self-help/export", self_help.export_self_help, name="self-help-export"),
]
