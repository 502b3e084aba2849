from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.returns import door, lists, to_suppliers, views

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
    path("supplier-returns", to_suppliers.supplier_returns, name="supplier-returns"),
    path("supplier-returns/<str:code>", to_suppliers.show_supplier_return, name="supplier-return"),
    path("supplier-returns/<str:code>/send", to_suppliers.send_on, name="supplier-return-send"),
    path("supplier-returns/<str:code>/call-off", to_suppliers.call_off, name="supplier-return-off"),
    path("supplier-returns/<str:code>/paper", to_suppliers.paper, name="supplier-return-paper"),
    path(
        "supplier-returns/<str:code>/lines/<int:number>/answer",
        to_suppliers.answer,
        name="supplier-return-answer",
    ),
    path(
        "supplier-returns/<str:code>/lines/<int:number>/take-back",
        to_suppliers.take_back,
        name="supplier-return-take-back",
    ),
]
