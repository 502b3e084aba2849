from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("aftercare.interfaces.ui.urls")),
    path("account/", include("allauth.urls")),
    path("", include("aftercare.interfaces.portal.urls")),
    path("", include("aftercare.interfaces.workspace.urls")),
]

handler400 = "aftercare.interfaces.ui.problems.bad_request"
handler403 = "aftercare.interfaces.ui.problems.permission_denied"
handler404 = "aftercare.interfaces.ui.problems.page_not_found"
handler500 = "aftercare.interfaces.ui.problems.server_error"
