from datetime import timedelta

from procrastinate.contrib.django import app

from aftercare.base.company.queries import setting
from aftercare.domain.returns.models import Rma, RmaLine
from aftercare.domain.returns.operations.agreeing import expire_return, remind_of_return
from aftercare.domain.returns.operations.replacing import charge_old_one
from aftercare.domain.returns.queries import REMIND_DAYS, is_on_its_way
from aftercare.domain.returns.states import AWAITED, RmaStatus
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


@app.periodic(cron="40 0 * * *")
@app.task(name="returns.look_at_days", queueing_lock="returns.look_at_days")
def look_at_days_of_returns(timestamp: int) -> None:
    """
    Remind every night of what soon expires, expire what has, charge old ones that are late.

    What is on its way was sent in time, however long the carrier takes.
    """
    at = clock.now()
    today = at.date()
    sendable = Rma.objects.filter(status=RmaStatus.APPROVED)
    for rma in sendable.filter(expires_on__lt=today):
        if not is_on_its_way(rma):
            expire_return(rma, actor=SYSTEM, at=at)
    soon = today + timedelta(days=int(setting(REMIND_DAYS.name)))
    for rma in sendable.filter(expires_on__range=(today, soon), reminded_at=None):
        if not is_on_its_way(rma):
            remind_of_return(rma, actor=SYSTEM, at=at)
    late = RmaLine.objects.filter(
        replacement__due_on__lt=today, replacement__charged_at=None, status__in=AWAITED
    )
    for line in late.select_related("rma"):
        if not is_on_its_way(line.rma):
            charge_old_one(line, actor=SYSTEM, at=at)
