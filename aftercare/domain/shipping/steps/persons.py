"""How a person who is forgotten goes from the parcels they sent or got."""

from datetime import datetime

from aftercare.base.files.steps import let_go, unlink_all
from aftercare.base.people.steps import blank_notifications
from aftercare.domain.customers.queries import Person
from aftercare.domain.shipping.models import DeliveryWish, Parcel
from aftercare.domain.shipping.states import ParcelWay
from aftercare.domain.shipping.steps.filing import file_parcel
from aftercare.kit.refs import ref


def erase_from_parcels(person: Person, at: datetime) -> None:
    """
    Take a person off the parcels they sent or got: address, label, words about them.

    That something was sent, by whom it was carried and what that cost stays.
    """
    parcels = Parcel.objects.filter(contact__in=person.ids).select_related("account", "contact")
    labels = []
    for parcel in parcels:
        theirs = "sender" if parcel.way == ParcelWay.IN else "recipient"
        country = getattr(parcel, theirs).get("country", "")
        setattr(parcel, theirs, {"name": "…", "country": country} if country else {"name": "…"})
        labels += [parcel.label_id] if parcel.label_id else []
        Parcel.objects.filter(pk=parcel.pk).update(
            **{theirs: getattr(parcel, theirs)},
            note=person.scrub(parcel.note),
            wish_place="",
            wish_hours="",
            label=None,
        )
        unlink_all(ref(parcel))
        file_parcel(parcel, at=at)
    wishes = DeliveryWish.objects.filter(contact__in=person.ids)
    wishes.update(hours="", place="", address={})
    let_go(labels)
    blank_notifications(map(ref, parcels))
