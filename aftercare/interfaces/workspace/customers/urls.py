from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.customers import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("customers", views.customers, name="customers"),
    path("customers/new", views.new_account, name="account-new"),
    path("customers/<str:code>", views.account, name="account"),
    path("customers/<str:code>/edit", views.change_account, name="account-edit"),
    path("customers/<str:code>/people/new", views.new_contact, name="contact-new"),
    path("people/<int:contact_id>", views.contact, name="contact"),
    path("people/<int:contact_id>/edit", views.change_contact, name="contact-edit"),
    path("people/<int:contact_id>/addresses", views.identity, name="contact-identity"),
    path("people/<int:contact_id>/consent", views.consent, name="contact-consent"),
    path("people/<int:contact_id>/merge", views.merge, name="contact-merge"),
    path("people/<int:contact_id>/forget", views.forget, name="contact-forget"),
    path("people/<int:contact_id>/export", views.export, name="contact-export"),
    path("people/merges/<int:merge_id>/undo", views.unmerge, name="contact-unmerge"),
]
