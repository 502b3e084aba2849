"""Whoever gets a parcel says when, where and how, until the carrier has it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.shipping.events import DeliveryChanged
from aftercare.domain.shipping.models import DeliveryWish, Parcel
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.queries import (
    address_of_customer,
    find_wish,
    parcels_about,
    put_wish,
)
from aftercare.domain.shipping.states import CLOSED, ParcelStatus, ParcelWay, WishedDelivery
from aftercare.domain.shipping.steps import hold_parcel
from aftercare.domain.shipping.steps.labels import must_not_be_bought_now
from aftercare.domain.shipping.steps.parcels import describe_parcel, facts_of
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import Refused


class CarrierHasIt(Refused):
    """What a carrier has, or has a label for, goes where the label says."""


class DeliveryUnclear(Refused):
    """A wish for a delivery says where to, and days in their order."""


@transaction.atomic
def change_delivery(
    subject: Ref,
    wished: WishedDelivery,
    *,
    account: Account | None = None,
    contact: Contact | None = None,
    about: Sequence[Ref] = (),
    actor: Actor,
    at: datetime,
) -> DeliveryWish:
    """
    Say how a customer wants to get what goes out for a matter; what is prepared follows.

    The carrier is chosen by it, and is told. Raises `CarrierHasIt`, `DeliveryUnclear`,
    `LabelIsBeingBought`.
    """
    actor.must(ShippingPermission.SEND)
    _must_be_clear(wished, at)
    going = parcels_about(subject).filter(way=ParcelWay.OUT).exclude(status__in=CLOSED)
    parcels = [hold_parcel(each) for each in going.order_by("pk")]
    for parcel in parcels:
        _must_be_here(parcel)
    before = find_wish(subject)
    went_elsewhere = before is not None and bool(before.address)
    said = _keep(subject, wished, contact, at)
    usual = address_of_customer(account, contact) if went_elsewhere else None
    for parcel in parcels:
        describe_parcel(parcel, put_wish(facts_of(parcel), said, usual=usual))
        parcel.save()
    concerned = [str(each) for each in (subject, *about, *map(ref, parcels))]
    announce(DeliveryChanged(others=tuple(concerned), wish=said.wish), actor=actor, at=at)
    return said


def _keep(
    subject: Ref, wished: WishedDelivery, contact: Contact | None, at: datetime
) -> DeliveryWish:
    wish = wished.wish
    said, _new = DeliveryWish.objects.update_or_create(
        subject=str(subject),
        defaults={
            "contact": contact,
            "wish": wish.wish,
            "not_before": wish.not_before,
            "by": wish.by,
            "hours": wish.hours.strip()[:60],
            "place": wish.place.strip()[:200],
            "address": wished.address.kept(),
            "said_at": at,
        },
    )
    return said


def _must_be_clear(wished: WishedDelivery, at: datetime) -> None:
    wish, address = wished.wish, wished.address
    if address.kept() and not (address.lines and address.city and address.country):
        raise DeliveryUnclear(_("Give the whole address: street, city and country."))
    if wish.by and wish.by < at.date():
        raise DeliveryUnclear(_("Choose a day that lies ahead."))
    if wish.by and wish.not_before and wish.by < wish.not_before:
        raise DeliveryUnclear(_("The last day comes after the first."))


def _must_be_here(parcel: Parcel) -> None:
    must_not_be_bought_now(parcel)
    if parcel.status == ParcelStatus.LABELED:
        raise CarrierHasIt(
            _("The parcel has a label of %(carrier)s. Ask us, and we see what can be done.")
            % {"carrier": parcel.carrier_name}
        )
    if parcel.status != ParcelStatus.DRAFT:
        raise CarrierHasIt(
            _("%(carrier)s has the parcel. Ask there for another delivery: %(number)s.")
            % {"carrier": parcel.carrier_name, "number": parcel.number}
        )
