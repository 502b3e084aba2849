"""How a person who is forgotten goes from the repairs of their units."""

from datetime import datetime

from aftercare.base.files.steps import let_go, unlink_all
from aftercare.base.people.steps import blank_notifications
from aftercare.domain.customers.queries import Person
from aftercare.domain.repairs.models import (
    Acceptance,
    Finding,
    HandoverPack,
    OrderQuestion,
    Photo,
    Quote,
    StatusChange,
    WorkOrder,
)
from aftercare.domain.repairs.steps.filing import file_order
from aftercare.kit.refs import ref

WORDS = ("complaint", "looks", "accessories", "waiting_reason", "result")


def erase_from_repairs(person: Person, at: datetime) -> None:
    """
    Take a person out of the repairs of their units: photos of their home, words about them.

    What was wrong with the unit and what was done stays.
    """
    orders = WorkOrder.objects.filter(contact__in=person.ids)
    for order in orders:
        said = {name: person.scrub(getattr(order, name)) for name in WORDS}
        WorkOrder.objects.filter(pk=order.pk).update(**said)
        unlink_all(ref(order))
    for change in StatusChange.objects.filter(order__in=orders).exclude(why=""):
        StatusChange.objects.filter(pk=change.pk).update(why=person.scrub(change.why))
    for finding in Finding.objects.filter(order__in=orders).exclude(words=""):
        Finding.objects.filter(pk=finding.pk).update(words=person.scrub(finding.words))
    for order in orders.select_related("item", "unit"):
        file_order(order, at=at)
    OrderQuestion.objects.filter(order__in=orders).update(text="…")
    Acceptance.objects.filter(order__in=orders).update(name="…", words="", strokes=[])
    Quote.objects.filter(order__in=orders).update(why="")
    photos = Photo.objects.filter(order__in=orders)
    packs = HandoverPack.objects.filter(order__in=orders)
    files = [*photos.values_list("file", flat=True), *packs.values_list("file", flat=True)]
    photos.delete()
    packs.delete()
    let_go(files)
    blank_notifications(map(ref, orders))
