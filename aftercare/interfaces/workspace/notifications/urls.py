from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.notifications import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("notifications", views.notifications, name="notifications"),
    path("notifications/read", views.read_all, name="notifications-read"),
    path("notifications/<int:notice_id>", views.follow, name="notification"),
    path("notifications/<int:notice_id>/read", views.read, name="notification-read"),
]
