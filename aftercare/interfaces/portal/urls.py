from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.portal import contact, first_steps, join, register

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
]
