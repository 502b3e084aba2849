from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.planning import budgets, inbox, reviews, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("planning", views.plans, name="plans"),
    path("planning/begin", views.begin, name="plan-begin"),
    path("planning/actuals", inbox.actuals, name="plan-actuals"),
    path("planning/inbox", inbox.inbox, name="plan-inbox"),
    path("planning/inbox/<int:exception_id>/approve", inbox.approve, name="plan-exception-approve"),
    path("planning/inbox/<int:exception_id>/snooze", inbox.snooze, name="plan-exception-snooze"),
    path("planning/inbox/<int:exception_id>/reopen", inbox.reopen, name="plan-exception-reopen"),
    path("planning/last-buys", budgets.last_buys, name="plan-last-buys"),
    path("planning/last-buys/approve", budgets.approve, name="plan-last-buys-approve"),
    path("planning/reviews", reviews.reviews, name="stock-reviews"),
    path("planning/reviews/begin", reviews.begin_review, name="stock-review-begin"),
    path("planning/reviews/<int:review_id>", reviews.review, name="stock-review"),
    path("planning/reviews/<int:review_id>/again", reviews.review_again, name="stock-review-again"),
    path("planning/reviews/<int:review_id>/paper", reviews.review_pdf, name="stock-review-paper"),
    path("planning/reviews/<int:review_id>/reckon", reviews.reckon, name="stock-review-reckon"),
    path("planning/reviews/<int:review_id>/remark", reviews.remark, name="stock-review-remark"),
    path("planning/reviews/<int:review_id>/sign", reviews.sign, name="stock-review-sign"),
    path("planning/run", views.run_state, name="plan-run"),
    path("planning/parts/<str:code>", views.part, name="plan-part"),
    path("planning/parts/<str:code>/what-if", views.what_if, name="plan-what-if"),
    path("planning/parts/<str:code>/cover", views.cover, name="plan-cover"),
    path("planning/parts/<str:code>/keep", views.keep, name="plan-keep"),
]
