from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.audit import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("audit", views.audit, name="audit"),
    path("audit/chain", views.chain, name="audit-chain"),
    path("audit/check", views.check, name="audit-check"),
    path("audit/export", views.export, name="audit-export"),
]
