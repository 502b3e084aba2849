from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.parcels import lists, papers, pick_ups, scanning, sending, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("parcels", lists.parcels, name="parcels"),
    path("parcels/new", sending.new_parcel, name="parcel-new"),
    path("parcels/scan", scanning.scan, name="parcels-scan"),
    path("parcels/pick-ups", pick_ups.pick_ups, name="pick-ups"),
    path("parcels/<str:code>", views.parcel, name="parcel"),
    path("parcels/<str:code>/edit", sending.edit_parcel, name="parcel-edit"),
    path("parcels/<str:code>/rates", views.ask, name="parcel-rates"),
    path("parcels/<str:code>/buy/<int:rate_id>", views.buy, name="parcel-buy"),
    path("parcels/<str:code>/label", views.own_label, name="parcel-label"),
    path("parcels/<str:code>/address", papers.address_label, name="parcel-address"),
    path("parcels/<str:code>/do/<slug:verb>", views.do, name="parcel-do"),
]
