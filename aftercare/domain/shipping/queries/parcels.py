from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import register_number
from aftercare.base.promises.queries import open_promises
from aftercare.domain.shipping.models import Parcel, ParcelLine, ParcelSighting
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.ports import carrier_of
from aftercare.domain.shipping.states import TRAVELS, ParcelStatus, ParcelWay, ShippingPromise
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref

register_number("PC", _("Parcels"))

PLACE_OF_NUMBER = "{number}"
DELIVERED_BY = time(20, 0)
"""Until when parcels of a day come."""
ASK_EVERY = timedelta(hours=2)
ASK_THOSE_THAT_TELL = timedelta(hours=8)
"""How long we wait for word of a carrier that tells us by itself, before we ask."""


def visible_parcels(actor: Actor) -> QuerySet[Parcel]:
    """Return the parcels `actor` may know; a customer sees those of their account."""
    parcels = Parcel.objects.select_related("account", "contact", "carrier", "site")
    if actor.kind == "customer":
        return parcels.filter(account=actor.account_id or 0)
    return parcels if actor.may(ShippingPermission.VIEW) else parcels.none()


def parcels_about(*subjects: Ref) -> QuerySet[Parcel]:
    """Return the parcels that concern any of `subjects`, the newest first, whoever asks."""
    named = [str(each) for each in subjects]
    return Parcel.objects.filter(about__overlap=named).order_by("-pk")


def find_parcels(text: str, actor: Actor) -> QuerySet[Parcel]:
    """Return the parcels that a scan means: by our code, or the number of the carrier."""
    said = "".join(text.split())
    return visible_parcels(actor).filter(
        Q(code__iexact=said) | Q(number__iexact=said) & ~Q(number="")
    )


def contents_of(parcel: Parcel) -> QuerySet[ParcelLine]:
    """Return what is in a parcel, in the order in which it was said."""
    lines = ParcelLine.objects.filter(parcel=parcel).select_related("item", "unit", "lot")
    return lines.order_by("pk")


def sightings_of(parcels: Sequence[Parcel]) -> QuerySet[ParcelSighting]:
    """Return what was told of the way of `parcels`, the latest first."""
    return ParcelSighting.objects.filter(parcel__in=parcels).order_by("-happened_at", "-pk")


def number_link(template: str, number: str) -> str:
    """Return the address at which a carrier shows a parcel; nothing without a template."""
    if not template or not number:
        return ""
    escaped = urlencode({"": number})[1:]
    return template.replace(PLACE_OF_NUMBER, escaped)[:400]


def late_parcels(at: datetime) -> list[int]:
    """Return the parcels that are later than was promised, or will be."""
    owed = open_promises().filter(kind=ShippingPromise.DELIVERY)
    late = owed.filter(Q(due_at__lt=at) | Q(warned_at__isnull=False))
    subjects = late.values_list("subject", flat=True)
    return [int(each.partition(":")[2]) for each in subjects]


def parcels_waiting_at(site_id: int, account_id: int) -> QuerySet[Parcel]:
    """Return the parcels with a label of a carrier that nobody was asked to fetch yet."""
    ready = Parcel.objects.filter(status=ParcelStatus.LABELED, pick_up=None)
    return ready.filter(site=site_id, carrier=account_id, way=ParcelWay.OUT).order_by("pk")


def parcels_to_ask_for(at: datetime, *, most: int) -> QuerySet[Parcel]:
    """Return the parcels of whose way a carrier can tell more, where nothing was heard for long."""
    can = {kind: carrier_of(kind).capabilities for kind in settings.CARRIERS}
    silent = Q()
    for tells, pause in ((False, ASK_EVERY), (True, ASK_THOSE_THAT_TELL)):
        kinds = [kind for kind, each in can.items() if each.tracks and each.is_signed == tells]
        silent |= Q(carrier__kind__in=kinds, heard_at__lt=at - pause)
    on_the_way = Parcel.objects.filter(status__in=[ParcelStatus.LABELED, *TRAVELS])
    asked = on_the_way.exclude(number="").annotate(heard_at=Coalesce("asked_at", "since"))
    return asked.filter(silent).order_by("heard_at", "pk")[:most]
