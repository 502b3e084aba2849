from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.cases import actions, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("inbox", views.inbox, name="inbox"),
    path("cases/new", views.new, name="case-new"),
    path("cases/<str:code>", views.show, name="case"),
    path("cases/<str:code>/original/<int:message_id>", views.original, name="case-original"),
    path("cases/<str:code>/raw/<int:message_id>", views.raw, name="case-raw"),
    path("cases/<str:code>/files/<int:file_id>", views.file, name="case-file"),
    path("cases/<str:code>/answer", actions.answer, name="case-answer"),
    path("cases/<str:code>/undo-send/<int:message_id>", actions.undo_send, name="case-undo-send"),
    path("cases/<str:code>/note", actions.note, name="case-note"),
    path("cases/<str:code>/draft/<slug:kind>", actions.draft, name="case-draft"),
    path("cases/<str:code>/take", actions.take, name="case-take"),
    path("cases/<str:code>/assign", actions.assign, name="case-assign"),
    path("cases/<str:code>/sort", actions.sort, name="case-sort"),
    path("cases/<str:code>/wait/<slug:what>", actions.wait, name="case-wait"),
    path("cases/<str:code>/snooze", actions.snooze, name="case-snooze"),
    path("cases/<str:code>/wake", actions.wake, name="case-wake"),
    path("cases/<str:code>/watch", actions.watch, name="case-watch"),
    path("cases/<str:code>/solve", actions.solve, name="case-solve"),
    path("cases/<str:code>/reopen", actions.reopen, name="case-reopen"),
    path("cases/<str:code>/escalate", actions.escalate, name="case-escalate"),
    path(
        "cases/<str:code>/escalations/<int:escalation_id>",
        actions.answer_asked,
        name="case-answer-asked",
    ),
    path("cases/<str:code>/merge", actions.merge, name="case-merge"),
    path("cases/<str:code>/unmerge", actions.unmerge, name="case-unmerge"),
    path("cases/<str:code>/split/<int:message_id>", actions.split, name="case-split"),
    path("cases/<str:code>/link", actions.link, name="case-link"),
    path("cases/<str:code>/unlink/<int:link_id>", actions.unlink, name="case-unlink"),
    path("cases/<str:code>/numbers/<int:number_id>/confirm", actions.confirm, name="case-confirm"),
    path("cases/<str:code>/numbers/<int:number_id>/dismiss", actions.dismiss, name="case-dismiss"),
]
