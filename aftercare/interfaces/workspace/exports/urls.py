from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.exports import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("lists/<str:listed>", views.export, name="export")
]
