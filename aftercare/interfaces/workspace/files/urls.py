from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.files import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("files/<int:link_id>", views.file, name="file"),
    path("files/<int:link_id>/thumbnail", views.thumbnail, name="file-thumbnail"),
]
