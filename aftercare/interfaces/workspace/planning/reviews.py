"""Reviews of warehouses: which are due and who is late, what was found, remarks, a signature."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftercare.domain.planning.models import StockReview
from aftercare.domain.planning.operations.reviews import (
    open_review,
    reckon_review_again,
    remark_on_review,
    sign_review,
)
from aftercare.domain.planning.permissions import PlanningPermission
from aftercare.domain.planning.queries.inputs import month_number
from aftercare.domain.planning.queries.review_papers import review_paper
from aftercare.domain.planning.queries.reviews import (
    late_reviews,
    told_checks,
    visible_reviews,
    warehouses_to_review,
)
from aftercare.domain.planning.states import ReviewCheck, ReviewStatus
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import show_made
from aftercare.interfaces.ui.pages import page, toast
from aftercare.interfaces.workspace.planning.charts import month_name
from aftercare.kit import clock

PAGE = 24
ICONS = {
    ReviewCheck.WORTH: "report-money",
    ReviewCheck.COVER: "calendar",
    ReviewCheck.EXCESS: "package",
    ReviewCheck.OBSOLETE: "trash",
    ReviewCheck.CHANGES: "arrows-split",
    ReviewCheck.BIAS: "chart-bar",
    ReviewCheck.OVERRIDES: "pencil",
    ReviewCheck.UNDECIDED: "list-check",
}


@require_GET
def reviews(request: ActorRequest) -> HttpResponse:
    """Show the reviews, the newest month first: signed, to be signed, late and whose."""
    request.actor.must(PlanningPermission.VIEW)
    at = clock.now()
    month = month_number(at.date()) - 1
    text = request.GET.get("page", "")
    number = int(text) if text.isdecimal() and len(text) < 7 else 0  # noqa: PLR2004  # millions of pages
    rows = list(visible_reviews(request.actor)[PAGE * number : PAGE * number + PAGE + 1])
    may_review = request.actor.may(PlanningPermission.REVIEW)
    context = {
        "rows": [_listed(row, at) for row in rows[:PAGE]],
        "late": late_reviews(request.actor, at).count(),
        "lacking": list(warehouses_to_review(month)) if may_review else [],
        "month": month,
        "month_name": month_name(month),
        "before": str(number - 1) if number else "",
        "after": str(number + 1) if rows[PAGE:] else "",
    }
    return page(request, "workspace/planning/reviews.html#rows", context)


def _listed(row: StockReview, at: Any) -> dict[str, Any]:
    checks = told_checks(row)
    return {
        "row": row,
        "month": month_name(row.month),
        "is_late": row.status == ReviewStatus.OPEN and row.due_at < at,
        "odd": sum(each.is_odd for each in checks),
        "lacking": sum(each.lacks_remark for each in checks),
    }


@require_GET
def review(request: ActorRequest, review_id: int) -> HttpResponse:
    """Show what was found, with what was said of it; who may writes and signs."""
    found = _review(request, review_id)
    at = clock.now()
    is_open = found.status == ReviewStatus.OPEN
    others = visible_reviews(request.actor).filter(site=found.site_id, month=found.month)
    context = {
        "review": found,
        "month": month_name(found.month),
        "checks": [(each, ICONS[ReviewCheck(each.key)]) for each in told_checks(found)],
        "is_open": is_open,
        "is_late": is_open and found.due_at < at,
        "may_review": request.actor.may(PlanningPermission.REVIEW),
        "others": others.exclude(pk=found.pk),
        "may_begin_again": not is_open and not others.filter(status=ReviewStatus.OPEN).exists(),
    }
    return render(request, "workspace/planning/review.html", context)


@require_GET
def review_pdf(request: ActorRequest, review_id: int) -> HttpResponse:
    """Hand out a review as a PDF, in the language of who asks."""
    found = _review(request, review_id)
    made = review_paper(found, language=get_language() or "en", at=clock.now())
    return show_made(made, name=f"{found}.pdf".replace("/", "-"), kind="application/pdf")


@require_POST
def begin_review(request: ActorRequest) -> HttpResponse:
    """Begin the review of a warehouse of the month that ended last."""
    at = clock.now()
    month = month_number(at.date()) - 1
    site = get_object_or_404(warehouses_to_review(month), code=request.POST.get("site", ""))
    opened = open_review(site, month=month, actor=request.actor, at=at)
    return redirect("workspace:stock-review", review_id=opened.pk)


@require_POST
def review_again(request: ActorRequest, review_id: int) -> HttpResponse:
    """Begin the next version of a review that was signed."""
    found = _review(request, review_id)
    opened = open_review(found.site, month=found.month, actor=request.actor, at=clock.now())
    return redirect("workspace:stock-review", review_id=opened.pk)


@require_POST
def reckon(request: ActorRequest, review_id: int) -> HttpResponse:
    """Take the numbers as they are now."""
    reckon_review_again(_review(request, review_id), actor=request.actor, at=clock.now())
    toast(request, _("The numbers are of now."))
    return redirect("workspace:stock-review", review_id=review_id)


@require_POST
def remark(request: ActorRequest, review_id: int) -> HttpResponse:
    """Keep what was said of each check."""
    said = _remarks(request)
    found = _review(request, review_id)
    remark_on_review(found, remarks=said, actor=request.actor, at=clock.now())
    toast(request, _("Saved."))
    return redirect("workspace:stock-review", review_id=review_id)


@require_POST
def sign(request: ActorRequest, review_id: int) -> HttpResponse:
    """Sign a review, with what is said of each check."""
    said = _remarks(request)
    sign_review(_review(request, review_id), remarks=said, actor=request.actor, at=clock.now())
    toast(request, _("Signed. It never changes again."))
    return redirect("workspace:stock-review", review_id=review_id)


def _review(request: ActorRequest, review_id: int) -> StockReview:
    return get_object_or_404(visible_reviews(request.actor), pk=review_id)


def _remarks(request: ActorRequest) -> dict[str, str]:
    given = {each.value: request.POST.get(f"remark-{each}") for each in ReviewCheck}
    return {key: text for key, text in given.items() if text is not None}
