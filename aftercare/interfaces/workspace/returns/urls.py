from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.returns import door, lists, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("returns", lists.returns, name="returns"),
    path("returns/new", views.new_return, name="return-new"),
    path("returns/receive", door.receive, name="return-receive"),
    path("returns/arrivals/<int:arrival_id>/<slug:way>", door.settle, name="arrival-settle"),
    path("returns/<str:code>", views.show_return, name="return"),
    path("returns/<str:code>/do/<slug:verb>", views.do, name="return-do"),
    path(
        "returns/<str:code>/lines/<int:rma_line_id>/do/<slug:verb>", views.do_line, name="line-do"
    ),
]
