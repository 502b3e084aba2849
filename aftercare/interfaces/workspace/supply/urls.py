from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.supply import desk, door, lists, suppliers, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("shortages", desk.shortages, name="shortages"),
    path("shortages/<str:code>", desk.shortage, name="shortage"),
    path("shortages/<str:code>/choose", desk.choose, name="shortage-choose"),
    path("shortages/<str:code>/do/<slug:verb>", desk.do, name="shortage-do"),
    path("purchases", lists.purchases, name="purchases"),
    path("purchases/new", views.new_purchase, name="purchase-new"),
    path("purchases/receive", door.receive, name="purchase-receive"),
    path("purchases/suppliers", suppliers.suppliers, name="suppliers"),
    path("purchases/suppliers/new", suppliers.new, name="supplier-new"),
    path("purchases/suppliers/<int:supplier_id>", suppliers.supplier, name="supplier"),
    path("purchases/suppliers/<int:supplier_id>/edit", suppliers.edit, name="supplier-edit"),
    path("purchases/suppliers/<int:supplier_id>/price", suppliers.price, name="supplier-price-new"),
    path("purchases/suppliers/<int:supplier_id>/share", suppliers.share, name="spares-share-new"),
    path(
        "purchases/shares/<int:share_id>/draft", suppliers.draft_spares, name="spares-share-draft"
    ),
    path("purchases/<str:code>", views.show_purchase, name="purchase"),
    path("purchases/<str:code>/edit", views.edit_purchase, name="purchase-edit"),
    path("purchases/<str:code>/paper", views.paper, name="purchase-paper"),
    path("purchases/<str:code>/do/<slug:verb>", views.do, name="purchase-do"),
]
