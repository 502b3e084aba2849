from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.portal import contact, join

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("contact", contact.contact, name="contact"),
    path("contact/thanks", contact.thanks, name="thanks"),
    path("join/<str:token>", join.join, name="join"),
]
