from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.labels import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("labels", views.print_out, name="labels"),
    path("labels/picture", views.picture, name="label-picture"),
]
