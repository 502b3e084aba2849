from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.repairs import lists, papers, parts, quotes, scanning, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("repairs", lists.orders, name="repairs"),
    path("repairs/load", lists.load, name="repairs-load"),
    path("repairs/new", views.new_order, name="order-new"),
    path("repairs/<str:code>", views.order, name="order"),
    path("repairs/<str:code>/scan", scanning.scan, name="order-scan"),
    path("repairs/<str:code>/papers/<int:version>", papers.pack, name="order-pack"),
    path("repairs/<str:code>/sign", papers.sign, name="order-sign"),
    path("repairs/<str:code>/need", parts.need, name="order-need"),
    path("repairs/<str:code>/fit", parts.fit, name="order-fit"),
    path("repairs/<str:code>/parts/<int:part_id>/drop", parts.drop, name="order-drop"),
    path("repairs/<str:code>/parts/<int:part_id>/without", parts.without, name="order-without"),
    path("repairs/<str:code>/quote", quotes.quote, name="order-quote"),
    path("repairs/<str:code>/answer/<int:question_id>", quotes.answer, name="order-answer"),
    path("repairs/<str:code>/do/<slug:verb>", views.do, name="order-do"),
    path("repairs/<str:code>/test/<int:point_id>", views.tested, name="order-test"),
    path("repairs/<str:code>/run/<int:point_id>", views.runs, name="order-run"),
]
