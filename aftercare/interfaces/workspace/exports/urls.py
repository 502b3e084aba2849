from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.exports import views

_MADE = "lists/made/<int:export_id>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("lists/made", views.made_lists, name="made-lists"),
    path(_MADE, views.made_list, name="made-list"),
    path(f"{_MADE}/file", views.fetch, name="made-list-file"),
    path(f"{_MADE}/cancel", views.cancel, name="made-list-cancel"),
    path("lists/<str:listed>", views.export, name="export"),
]
