from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.customers import edits, lists, merging, privacy, views

ADDRESS = "people/<int:contact_id>/addresses/<int:identity_id>"
PLACE = "customers/<str:code>/places"

urlpatterns: list[URLPattern | URLResolver] = [
    path("customers", lists.customers, name="customers"),
    path("customers/new", edits.new_account, name="account-new"),
    path("customers/merges/<int:merge_id>/undo", merging.unmerge_account, name="account-unmerge"),
    path("customers/<str:code>", views.account, name="account"),
    path("customers/<str:code>/edit", edits.change_account, name="account-edit"),
    path("customers/<str:code>/people/new", edits.new_contact, name="contact-new"),
    path("customers/<str:code>/same", merging.choose_account, name="account-same"),
    path("customers/<str:code>/merge", merging.merge_account, name="account-merge"),
    path(f"{PLACE}/new", edits.new_address, name="address-new"),
    path(f"{PLACE}/<int:address_id>", edits.change_address, name="address-edit"),
    path(f"{PLACE}/<int:address_id>/remove", edits.drop_address, name="address-remove"),
    path("people/<int:contact_id>", views.contact, name="contact"),
    path("people/<int:contact_id>/edit", edits.change_contact, name="contact-edit"),
    path("people/<int:contact_id>/addresses", edits.identity, name="contact-identity"),
    path(f"{ADDRESS}/verify", edits.verify, name="identity-verify"),
    path(f"{ADDRESS}/retire", edits.retire, name="identity-retire"),
    path(f"{ADDRESS}/works", edits.works_again, name="identity-works"),
    path("people/<int:contact_id>/consent", edits.consent, name="contact-consent"),
    path("people/<int:contact_id>/same", merging.choose_person, name="contact-same"),
    path("people/<int:contact_id>/merge", merging.merge, name="contact-merge"),
    path("people/<int:contact_id>/distinct", merging.distinct, name="contact-distinct"),
    path("people/<int:contact_id>/forget", privacy.forget, name="contact-forget"),
    path("people/<int:contact_id>/export", privacy.export, name="contact-export"),
    path("people/merges/<int:merge_id>/undo", merging.unmerge, name="contact-unmerge"),
]
