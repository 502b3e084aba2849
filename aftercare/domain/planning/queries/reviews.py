"""Reviews of warehouses: what is looked at, what was said of it, and which are late."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, F, Min, OuterRef, QuerySet, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.base.company.models import Site
from aftercare.base.company.queries import setting
from aftercare.base.people.models import User
from aftercare.domain.planning.models import PartAssumption, PlanException, StockReview
from aftercare.domain.planning.permissions import PlanningPermission
from aftercare.domain.planning.policies.reviews import (
    MOST_PARTS,
    Checked,
    Decided,
    KeptPart,
    check_stock,
    working_day,
)
from aftercare.domain.planning.queries import sql
from aftercare.domain.planning.queries.settings import REVIEW_CHANGE, REVIEW_DAY
from aftercare.domain.planning.states import (
    FIGURES,
    ExceptionStatus,
    FigureKind,
    ReviewCheck,
    ReviewStatus,
)
from aftercare.domain.stock.models import Balance
from aftercare.domain.stock.queries import GOOD
from aftercare.domain.stock.states import Owner, PlaceKind, Purpose
from aftercare.kit.actors import Actor

YEAR = timedelta(days=365)
OF_PARTS = {ReviewCheck.CHANGES: FigureKind.PERCENT, ReviewCheck.BIAS: FigureKind.COUNT}
"""What the number beside a named part is, where it is no money."""


def visible_reviews(actor: Actor) -> QuerySet[StockReview]:
    """Return the reviews, the newest month first, for who may see plans."""
    rows = StockReview.objects.select_related("site__entity", "owner", "signed_by")
    rows = rows.order_by("-month", "site__name", "-version")
    may = actor.kind in ("user", "system") and actor.may(PlanningPermission.VIEW)
    return rows if may else rows.none()


def late_reviews(actor: Actor, at: datetime) -> QuerySet[StockReview]:
    """Return the reviews that should have been signed by now, the longest due first."""
    late = visible_reviews(actor).filter(status=ReviewStatus.OPEN, due_at__lt=at)
    return late.order_by("due_at", "pk")


def warehouses_to_review(month: int) -> QuerySet[Site]:
    """Return the sites that keep parts for service and have no review of a month, by name."""
    lying = Balance.objects.filter(
        place__site=OuterRef("pk"),
        place_kind=PlaceKind.BIN,
        purpose=Purpose.SERVICE,
        owner=Owner.OURS,
        condition__in=GOOD,
        quantity__gt=0,
    )
    known = StockReview.objects.filter(site=OuterRef("pk"), month=month)
    rows = Site.objects.select_related("calendar").order_by("name")
    return rows.filter(Exists(lying), ~Exists(known))


def planner_of(site: Site) -> User | None:
    """Return who answers for the stock of a site: who signed last, else the first who may."""
    signed = StockReview.objects.filter(site=site, signed_by__is_active=True)
    if last := signed.order_by("-signed_at").first():
        return last.signed_by
    may = User.objects.filter(
        is_active=True, roles__permissions__contains=[PlanningPermission.REVIEW]
    )
    return may.order_by("pk").first()


def first_day(month: int) -> date:
    """Return the first day of a month, counted since year 0."""
    return date(month // 12, month % 12 + 1, 1)


def review_due(site: Site, month: int, *, at: datetime) -> datetime:
    """
    Return by when the review of a month is signed: by a working day of the month after it.

    One that is begun later has as many working days from then on.
    """
    number = max(int(setting(REVIEW_DAY.name)), 1)
    hours, zone = site.calendar.work_time(), site.calendar.time_zone
    tomorrow = at.astimezone(UTC).date() + timedelta(days=1)
    for begins in (first_day(month + 1), tomorrow):
        spans = hours.spans(begins, begins + timedelta(days=60))
        due_at = working_day(spans, zone=zone, number=number)
        if due_at and due_at > at:
            return due_at
    return at + timedelta(days=number)


def reckon_review(review: StockReview, *, at: datetime) -> list[dict[str, Any]]:
    """Return what is looked at for a review, with the numbers as they are now. Six queries."""
    begins, ends = first_day(review.month), first_day(review.month + 1)
    when: dict[str, Any] = {"month": review.month, "since": ends - YEAR, "until": ends}
    with connection.cursor() as cursor:
        cursor.execute(sql.KEPT, when | {"site": review.site_id})
        parts = [KeptPart(*row) for row in cursor.fetchall()]
    signed = StockReview.objects.filter(
        site=review.site_id, month__lt=review.month, status=ReviewStatus.SIGNED
    )
    last = signed.order_by("-month", "-version").first()
    checked = check_stock(
        parts,
        _decided([part.code for part in parts], begins, ends, at),
        worth_before=_worth_of(last) if last else None,
        limit=float(setting(REVIEW_CHANGE.name)),
    )
    return [asdict(each) for each in checked]


def _worth_of(review: StockReview) -> float | None:
    found = (each["figures"] for each in review.checks if each["check"] == ReviewCheck.WORTH)
    return next((figures["worth"] for figures in found), None)


def _decided(codes: list[str], begins: date, ends: date, at: datetime) -> Decided:
    """Return what planners have decided of some parts in a month, and left open until now."""
    about = PlanException.objects.filter(item__code__in=codes)
    otherwise = about.filter(
        decided_at__date__gte=begins, decided_at__date__lt=ends, decided_quantity__isnull=False
    ).exclude(decided_quantity=F("quantity"))
    waiting = about.filter(status=ExceptionStatus.OPEN)
    sums = waiting.aggregate(at_stake=Sum("size"), since=Min("since"))
    worst = list(waiting.select_related("item").order_by("-size", "pk")[:MOST_PARTS])
    return Decided(
        PartAssumption.objects.filter(item__code__in=codes).count(),
        otherwise.count(),
        waiting.count(),
        sums["at_stake"] or 0.0,
        (at - sums["since"]).days if sums["since"] else 0,
        [(each.item.code, str(each.item.name), each.size) for each in worst],
    )


@dataclass(frozen=True)
class ToldCheck:
    """One check as screen and paper say it: in the language of the moment."""

    key: str
    label: str
    figures: list[tuple[str, str]]
    parts: list[tuple[str, str, str]]
    is_odd: bool
    is_known: bool
    remark: str

    @property
    def lacks_remark(self) -> bool:
        return self.is_odd and not self.remark


def told_checks(review: StockReview) -> list[ToldCheck]:
    """Return the checks of a review in words."""
    return [_told(Checked(**each), review) for each in review.checks]


def _told(each: Checked, review: StockReview) -> ToldCheck:
    kind = OF_PARTS.get(ReviewCheck(each.check), FigureKind.MONEY)
    figures = [
        (str(FIGURES[name][0]), figure_text(value, FIGURES[name][1], review.currency))
        for name, value in ((name, each.figures.get(name)) for name in FIGURES)
        if value is not None and each.is_known
    ]
    named = [
        (code, name, figure_text(value, kind, review.currency)) for code, name, value in each.parts
    ]
    remark = str(review.remarks.get(each.check, ""))
    label = str(ReviewCheck(each.check).label)
    return ToldCheck(str(each.check), label, figures, named, each.is_odd, each.is_known, remark)


def figure_text(value: float, kind: FigureKind, currency: str) -> str:
    """Return a number of a review as people write it."""
    if kind is FigureKind.MONEY:
        return f"{number_format(round(value), force_grouping=True)} {currency}"
    if kind is FigureKind.PERCENT:
        return f"{number_format(round(value))} %"
    if kind is FigureKind.MONTHS:
        return _("%(number)s months") % {"number": number_format(round(value, 1))}
    if kind is FigureKind.DAYS:
        days = round(value)
        return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
    return number_format(round(value), force_grouping=True)
