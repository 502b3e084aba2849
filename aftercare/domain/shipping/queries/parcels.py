from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.http import urlencode

from aftercare.domain.shipping.models import Parcel, ParcelLine, ParcelSighting
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref

PLACE_OF_NUMBER = "{number}"


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
