from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.guidance import lists, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("guidance", lists.sessions, name="sessions"),
    path("guidance/new", views.new_session, name="session-new"),
    path("guidance/<str:code>", views.show_session, name="session"),
    path("guidance/<str:code>/calendar.ics", views.calendar_file, name="session-calendar"),
    path("guidance/<str:code>/do/<slug:verb>", views.do, name="session-do"),
]
