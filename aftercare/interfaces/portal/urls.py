from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from aftercare.interfaces.portal import (
    cases,
    contact,
    details,
    documents,
    first_steps,
    home,
    join,
    register,
    track,
    units,
)

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("contact", contact.contact, name="contact"),
    path("contact/to/<slug:code>", contact.contact, name="contact-of"),
    path("contact/to/<slug:code>/<uuid:token>", contact.sent, name="sent"),
    path("register/", register.register, name="register"),
    path("register/thanks", register.registered, name="registered"),
    path("join/<str:token>", join.join, name="join"),
    path("first-steps", first_steps.first_steps, name="first_steps"),
    path("first-steps/<str:token>", first_steps.first, name="first"),
    path("track/<str:token>", track.track, name="track"),
    path("track/<str:token>/ask", track.ask, name="track-ask"),
    path("track/<str:token>/papers/<int:version>", track.pack, name="track-pack"),
    path("track/<str:token>/accept", track.accept, name="track-accept"),
    path("quote/<str:token>", track.quote, name="quote"),
    path("quote/<str:token>/accept", track.quote_accept, name="quote-accept"),
    path("quote/<str:token>/decline", track.quote_decline, name="quote-decline"),
    path("my", home.home, name="home"),
    path("my/", RedirectView.as_view(pattern_name="portal:home"), name="home-typed"),
    path("my/units", units.units, name="units"),
    path("my/units/<int:unit_id>", units.unit, name="unit"),
    path("my/receipts/<int:registration_id>", units.receipt, name="receipt"),
    path("my/cases", cases.cases, name="cases"),
    path("my/cases/new", cases.new, name="case-new"),
    path("my/cases/<str:code>", cases.case, name="case"),
    path("my/cases/<str:code>/write", cases.write, name="case-write"),
    path("my/cases/<str:code>/files/<int:file_id>", cases.file, name="case-file"),
    path("my/documents", documents.documents, name="documents"),
    path("my/documents/<int:document_id>", documents.document, name="document"),
    path("my/details", details.details, name="details"),
    path("my/details/agree", details.agree, name="agree"),
]
