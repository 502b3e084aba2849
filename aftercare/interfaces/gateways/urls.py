from django.urls import path

from aftercare.interfaces.gateways import hooks

app_name = "gateways"

urlpatterns = [path("hooks/<slug:code>", hooks.receive, name="hook")]
