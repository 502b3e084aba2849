"""What Northwell's planner says of its stores each month."""

from datetime import UTC, datetime

from aftercare.demo.founding import DAY, HOUR, Northwell
from aftercare.domain.planning.operations.reviews import open_review, sign_review
from aftercare.domain.planning.queries.inputs import month_number
from aftercare.domain.planning.queries.reviews import first_day, told_checks, warehouses_to_review

REMARKS = {
    "worth": "The last-time buy of main boards came in; it was decided in spring.",
    "cover": "Panels bought for the years after the end of production. Looked at again in March.",
    "excess": "Offered to the partners; what is left by summer goes to production.",
}
REMARK = "Looked at with the workshop. Nothing to change this month."


def review_stores(northwell: Northwell) -> None:
    """Let the last two months be reviewed; one warehouse is left for its planner, and late."""
    planner = northwell.who("ana")
    this_month = month_number(northwell.until.date())
    for month in (this_month - 2, this_month - 1):
        begins = first_day(month + 1)
        at = datetime(begins.year, begins.month, begins.day, 3, 50, tzinfo=UTC)
        for place, site in enumerate(warehouses_to_review(month)):
            review = open_review(site, month=month, actor=planner, at=at)
            if month == this_month - 1 and place:
                continue
            odd = [each.key for each in told_checks(review) if each.is_odd]
            remarks = {key: REMARKS.get(key, REMARK) for key in odd}
            sign_review(review, remarks=remarks, actor=planner, at=at + 3 * DAY + HOUR)
