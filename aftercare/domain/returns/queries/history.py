"""What returns know of the life of units, for decisions on coverage."""

from collections.abc import Collection, Iterator

from django.utils.timezone import localtime

from aftercare.domain.coverage.queries.history import Happening
from aftercare.domain.returns.models import RmaLine
from aftercare.domain.returns.states import AWAITED, Outcome


def returns_of_units(units: Collection[int]) -> Iterator[Happening]:
    """
    Yield how long customers were without a unit because of a return. One query.

    What is repaired for a return is told by its work order; what is paid back is waited for by
    nobody.
    """
    lines = RmaLine.objects.filter(unit__in=units, outcome__in=["", Outcome.AS_IS, Outcome.REPLACE])
    lines = lines.exclude(status__in=AWAITED).exclude(rma__received_at=None).select_related("rma")
    for line in lines.order_by("pk"):
        received = line.rma.received_at
        if received is None or line.unit_id is None:
            continue
        said = {"began_on": localtime(received).date().isoformat()}
        if line.done_at:
            said["ended_on"] = localtime(line.done_at).date().isoformat()
        yield Happening(line.unit_id, "waits", said, line.rma.code)
