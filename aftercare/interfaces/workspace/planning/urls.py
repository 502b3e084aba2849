from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.planning import inbox, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("planning", views.plans, name="plans"),
    path("planning/begin", views.begin, name="plan-begin"),
    path("planning/actuals", inbox.actuals, name="plan-actuals"),
    path("planning/inbox", inbox.inbox, name="plan-inbox"),
    path("planning/inbox/<int:exception_id>/approve", inbox.approve, name="plan-exception-approve"),
    path("planning/inbox/<int:exception_id>/snooze", inbox.snooze, name="plan-exception-snooze"),
    path("planning/inbox/<int:exception_id>/reopen", inbox.reopen, name="plan-exception-reopen"),
    path("planning/run", views.run_state, name="plan-run"),
    path("planning/parts/<str:code>", views.part, name="plan-part"),
    path("planning/parts/<str:code>/what-if", views.what_if, name="plan-what-if"),
    path("planning/parts/<str:code>/keep", views.keep, name="plan-keep"),
]
