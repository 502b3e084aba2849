from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.profile import views
from aftercare.interfaces.workspace.profile.away import away

urlpatterns: list[URLPattern | URLResolver] = [
    path("profile", views.profile, name="profile"),
    path("profile/signatures", views.signatures, name="profile-signatures"),
    path("profile/notifications", views.notices, name="profile-notices"),
    path("profile/absences", views.absences, name="profile-absences"),
    path("profile/absences/<int:absence_id>/end", views.back_again, name="absence-end"),
    path("away", away, name="away"),
]
