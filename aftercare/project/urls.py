from allauth.account.views import login
from django.urls import URLPattern, URLResolver, include, path

from aftercare.interfaces.portal.first_steps import leading_to_first_steps
from aftercare.interfaces.workspace.sign_in.views import not_here

# Addresses are an administrator's matter, and company accounts are tied to them by themselves.
CLOSED = ("email/", "confirm-email/", "3rdparty/", "3rdparty/signup/", "social/connections/")

urlpatterns: list[URLPattern | URLResolver] = [
    *(path(f"account/{each}", not_here) for each in CLOSED),
    path("", include("aftercare.interfaces.ui.urls")),
    path("account/login/", leading_to_first_steps(login)),
    path("account/", include("allauth.urls")),
    path("", include("aftercare.interfaces.gateways.urls")),
    path("", include("aftercare.interfaces.api.urls")),
    path("", include("aftercare.interfaces.portal.urls")),
    path("", include("aftercare.interfaces.workspace.urls")),
]

handler400 = "aftercare.interfaces.ui.problems.bad_request"
handler403 = "aftercare.interfaces.ui.problems.permission_denied"
handler404 = "aftercare.interfaces.ui.problems.page_not_found"
handler429 = "aftercare.interfaces.ui.problems.too_many_requests"
handler500 = "aftercare.interfaces.ui.problems.server_error"
