from django.urls import path

from aftercare.interfaces.gateways import hooks
from aftercare.interfaces.gateways.carriers import hooks as carrier_hooks

app_name = "gateways"

urlpatterns = [
    path("hooks/<slug:code>", hooks.receive, name="hook"),
    path("hooks/carriers/<slug:code>", carrier_hooks.hear, name="carrier-hook"),
]
