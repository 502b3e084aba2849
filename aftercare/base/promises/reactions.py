from datetime import datetime

from aftercare.base.company.events import CalendarChanged
from aftercare.base.company.models import Calendar
from aftercare.base.promises.steps import count_again
from aftercare.kit.actors import Actor
from aftercare.kit.reactions import reacts_to


@reacts_to(CalendarChanged)
def give_promises_new_dates(event: CalendarChanged, *, actor: Actor, at: datetime) -> None:
    """Count what is owed again in the calendar that has changed."""
    count_again(Calendar.objects.get(pk=event.calendar_id), at=at)
