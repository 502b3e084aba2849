"""How what goes out was wished, and parcels prepared so."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import Setting, register_setting, setting
from aftercare.domain.shipping.models import DeliveryWish, Parcel
from aftercare.domain.shipping.policies import days_later
from aftercare.domain.shipping.queries.parcels import parcels_about
from aftercare.domain.shipping.states import CLOSED, ParcelFacts, ParcelWay, PostalAddress
from aftercare.kit.refs import Ref

DAYS_HOME = register_setting(
    Setting("shipping.days_home", 3, _("Days of transit to a customer, before a carrier says it."))
)
NOWHERE = {"lines": "", "postcode": "", "city": "", "state": "", "country": ""}


def find_wish(subject: Ref) -> DeliveryWish | None:
    """Return how somebody wants to get what goes out for a matter, if they have said."""
    return DeliveryWish.objects.filter(subject=str(subject)).first()


def parcel_home(subject: Ref) -> Parcel | None:
    """Return the parcel in which something goes out for a matter, until it is there."""
    going = parcels_about(subject).filter(way=ParcelWay.OUT).exclude(status__in=CLOSED)
    return going.first()


def home_after(sent_on: date) -> date:
    """Return when something is there that goes out on a day, as long as no carrier says it."""
    return days_later(sent_on, int(setting(DAYS_HOME.name)))


def as_wished(facts: ParcelFacts, subject: Ref) -> ParcelFacts:
    """Return what is known of a parcel from us, as whoever gets it for a matter wants it."""
    said = find_wish(subject)
    return put_wish(facts, said) if said else facts


def put_wish(
    facts: ParcelFacts, said: DeliveryWish, *, usual: PostalAddress | None = None
) -> ParcelFacts:
    """Return what is known of a parcel as was wished; `usual` is where it goes without address."""
    recipient = usual or facts.recipient
    if said.address:
        # Who is reached by which number stays, unless somebody else gets it.
        recipient = replace(recipient, **NOWHERE | said.address)
    return replace(facts, recipient=recipient, wish=said.wished)
