from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.imports import downloads, rows, views

_RUN = "imports/<str:code>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("imports", views.index, name="imports"),
    path("imports/new/<str:sheet>", views.new, name="import-new"),
    path("imports/new/<str:sheet>/template", downloads.template, name="import-template"),
    path(_RUN, views.show, name="import"),
    path(f"{_RUN}/read", views.read_as, name="import-read"),
    path(f"{_RUN}/columns", views.columns, name="import-columns"),
    path(f"{_RUN}/start", views.start, name="import-start"),
    path(f"{_RUN}/cancel", views.cancel, name="import-cancel"),
    path(f"{_RUN}/undo", views.undo, name="import-undo"),
    path(f"{_RUN}/errors", downloads.errors, name="import-errors"),
    path(f"{_RUN}/rows/<int:row_id>", rows.correct, name="import-row"),
]
