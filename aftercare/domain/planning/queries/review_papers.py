"""The review of a warehouse on paper."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from aftercare.domain.planning.models import StockReview
from aftercare.domain.planning.queries.reviews import ToldCheck, first_day, told_checks
from aftercare.kit.languages import nearest_language
from aftercare.kit.paper.engine import printed

TEMPLATE = "domain/planning/data/review.typ"


def review_paper(review: StockReview, *, language: str, at: datetime) -> bytes:
    """Return a review as a PDF in a language. One that is not signed says so."""
    with override(nearest_language(language)):
        data = _said(review)
    return printed(TEMPLATE, data, language=language, at=at)


def _said(review: StockReview) -> dict[str, object]:
    month = date_format(first_day(review.month), "YEAR_MONTH_FORMAT")
    signed = review.signed_by
    return {
        "title": _("Review of the stock"),
        "number": f"{review.site} · {month}",
        "company": review.site.entity.name,
        "site": review.site.name,
        "open": "" if signed else _("Not signed yet"),
        "facts": [
            [pgettext("of a review", "Month"), month],
            [pgettext("of a review", "Version"), str(review.version)],
            [_("Numbers of"), _moment(review.reckoned_at)],
            [_("Due"), _moment(review.due_at)],
        ],
        "checks": [_check(each) for each in told_checks(review)],
        "odd": _("To be explained"),
        "fine": pgettext("a check of a stock", "As it should be"),
        "unknown": _("No plan to compare with yet"),
        "remark": _("Remark"),
        "signed": [
            signed.name if signed else "",
            pgettext("who signs a review", "Planner"),
            _moment(review.signed_at) if review.signed_at else "",
        ],
        "below": _("Stock for service that is ours, good, and on the shelves of this site."),
    }


def _check(each: ToldCheck) -> dict[str, object]:
    return {
        "label": each.label,
        "figures": each.figures,
        "parts": [[f"{code} {name}", figure] for code, name, figure in each.parts],
        "is_odd": each.is_odd,
        "is_known": each.is_known,
        "remark": each.remark,
    }


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
