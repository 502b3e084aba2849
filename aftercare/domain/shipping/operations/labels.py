"""A carrier is chosen, and a label is bought there or brought by a person."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import later
from aftercare.base.promises.steps import withdraw_all
from aftercare.domain.shipping.events import (
    LabelBought,
    LabelOrdered,
    LabelRefused,
    ParcelMoved,
    RatesKept,
)
from aftercare.domain.shipping.models import CarrierAccount, CarrierRate, LabelPurchase, Parcel
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.policies import Judged, day_of, judge
from aftercare.domain.shipping.ports import Answer, CarrierRefused, Label, carrier_of
from aftercare.domain.shipping.queries import (
    DELIVERED_BY,
    consignment_of,
    number_link,
    open_purchase,
)
from aftercare.domain.shipping.states import (
    HOLDS_PARCEL,
    PASSES,
    CarrierTrouble,
    Consignment,
    Offer,
    OwnLabel,
    ParcelStatus,
    ParcelWay,
    PurchaseStatus,
    Reason,
)
from aftercare.domain.shipping.steps import (
    advance_parcel,
    announce_parcel,
    hold_parcel,
    note_sightings,
    promise_delivery,
    put_label,
    put_own_label,
)
from aftercare.domain.shipping.steps.labels import TRACKING_URL
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import insert_all
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import Refused

MOST_TRIES = 8


class AddressIncomplete(Refused):
    """No carrier delivers to, or fetches from, an address without street, city and country."""


class LabelIsThere(Refused):
    """A label is bought for a parcel already."""


class CustomerCollects(Refused):
    """No carrier gets what the customer comes for."""


class NothingSold(Refused):
    """No label can be bought by such a rate: a person gets it from the carrier."""


class NumberMissing(Refused):
    """A label that somebody brings says which carrier it is of, and its number."""


@transaction.atomic
def keep_rates(
    parcel: Parcel, answers: Sequence[Answer], *, actor: Actor, at: datetime
) -> list[CarrierRate]:
    """Judge what carriers have answered by the wish of the customer, and keep it with why."""
    actor.must(ShippingPermission.SEND)
    parcel = hold_parcel(parcel)
    consignment = consignment_of(parcel, at=at)
    codes = {answer.access.code for answer in answers}
    accounts = {each.code: each for each in CarrierAccount.objects.filter(code__in=codes)}
    made = {id(offer): accounts[each.access.code] for each in answers for offer in each.offers}
    judged = judge([offer for each in answers for offer in each.offers], consignment)
    rows = [
        _rate(parcel, made[id(each.offer)], each, consignment, rank=rank, at=at)
        for rank, each in enumerate(judged, 1)
    ]
    silent = [each for each in answers if each.trouble]
    for rank, each in enumerate(silent, len(rows) + 1):
        rows.append(_no_rate(parcel, accounts[each.access.code], each.trouble, rank=rank, at=at))
    insert_all(rows)
    announce_parcel(RatesKept, parcel, rates=len(judged), actor=actor, at=at)
    return rows


def _rate(
    parcel: Parcel,
    account: CarrierAccount,
    judged: Judged,
    consignment: Consignment,
    *,
    rank: int,
    at: datetime,
) -> CarrierRate:
    offer: Offer = judged.offer
    return CarrierRate(
        parcel=parcel,
        account=account,
        carrier_name=offer.carrier[:80],
        service=offer.service[:80],
        price=offer.price.amount,
        currency=offer.price.currency,
        deliver_on=day_of(offer, consignment.on),
        name=offer.name[:200],
        rank=rank,
        suits=judged.suits,
        reasons=[asdict(each) for each in judged.reasons],
        asked_at=at,
    )


def _no_rate(
    parcel: Parcel, account: CarrierAccount, trouble: str, *, rank: int, at: datetime
) -> CarrierRate:
    return CarrierRate(
        parcel=parcel,
        account=account,
        carrier_name=account.name,
        rank=rank,
        suits=False,
        reasons=[asdict(Reason("no_answer", trouble[:300]))],
        asked_at=at,
    )


@transaction.atomic
def order_label(rate: CarrierRate, *, actor: Actor, at: datetime) -> LabelPurchase:
    """
    Choose a carrier by one of its rates, and have a job buy the label there.

    Raises `LabelIsThere`, `AddressIncomplete`, `NothingSold`.
    """
    actor.must(ShippingPermission.SEND)
    parcel = _hold_for_label(rate.parcel)
    if not rate.name or not carrier_of(rate.account.kind).capabilities.sells:
        raise NothingSold(
            _("Labels of %(carrier)s are bought at its own site. Enter its number here.")
            % {"carrier": rate.carrier_name}
        )
    purchase = LabelPurchase.objects.create(parcel=parcel, rate=rate, by=str(actor.ref), at=at)
    later("shipping.buy_label", purchase_id=purchase.pk)
    announce_parcel(LabelOrdered, parcel, actor=actor, at=at)
    return purchase


def _hold_for_label(parcel: Parcel) -> Parcel:
    parcel = hold_parcel(parcel)
    held = open_purchase(parcel)
    if parcel.status != ParcelStatus.DRAFT or (held and held.status in HOLDS_PARCEL):
        raise LabelIsThere(_("%(parcel)s has a label, or one is bought.") % {"parcel": parcel})
    if parcel.is_collected:
        raise CustomerCollects(
            _("The customer comes for %(parcel)s. Change the wish if it is to be sent.")
            % {"parcel": parcel}
        )
    if not (parcel.from_address.is_complete and parcel.to_address.is_complete):
        raise AddressIncomplete(_("Complete both addresses first: name, street, city and country."))
    return parcel


@transaction.atomic
def note_own_label(
    parcel: Parcel,
    label: OwnLabel,
    *,
    account: CarrierAccount | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Put a label on a parcel that a person, or the customer, got at a carrier.

    Raises `NumberMissing`, `LabelIsThere`, `FileTooLarge`.
    """
    actor.must(ShippingPermission.SEND)
    parcel = _hold_for_label(parcel)
    name = label.carrier_name.strip() or (account.name if account else "")
    if not name or not label.number.strip():
        raise NumberMissing(_("Say which carrier it is, and the number on the label."))
    put_own_label(parcel, label, account=account, at=at)
    _promise_as_told(parcel, owner=actor.ref, actor=actor, at=at)
    announce_parcel(LabelBought, parcel, actor=actor, at=at)


def _promise_as_told(parcel: Parcel, *, owner: Ref, actor: Actor, at: datetime) -> None:
    # What comes to us is owed by nobody of ours.
    if parcel.expected_at and parcel.way == ParcelWay.OUT:
        promise_delivery(parcel, parcel.expected_at, owner=owner, actor=actor, at=at)


@transaction.atomic
def note_label_bought(purchase: LabelPurchase, label: Label, *, actor: Actor, at: datetime) -> None:
    """Put the label on the parcel that its carrier has sold us. Noted twice, it is there once."""
    actor.must(ShippingPermission.SEND)
    parcel = hold_parcel(purchase.parcel)
    asked = LabelPurchase.objects.filter(
        pk=purchase.pk, status__in=[PurchaseStatus.BUYING, PurchaseStatus.UNSURE]
    )
    if not asked.update(status=PurchaseStatus.BOUGHT, trouble=""):
        return
    account, rate = purchase.rate.account, purchase.rate
    template = str(account.settings.get(TRACKING_URL, ""))
    by_rate = None
    if rate.deliver_on:
        zone = ZoneInfo(parcel.site.time_zone)
        by_rate = datetime.combine(rate.deliver_on, DELIVERED_BY, zone)
    put_label(
        parcel,
        carrier=account,
        carrier_name=label.carrier_name,
        service=label.service,
        number=label.number,
        price=label.price,
        tracking_url=label.tracking_url or number_link(template, label.number),
        content=label.content,
        expected_at=label.expected_at or by_rate,
        at=at,
    )
    kind, _colon, key = purchase.by.partition(":")
    _promise_as_told(parcel, owner=Ref(kind, int(key)), actor=actor, at=at)
    announce_parcel(LabelBought, parcel, actor=actor, at=at)
    # Word of the way may have come before the label was noted.
    note_sightings(parcel, [], actor=actor, at=at)


@transaction.atomic
def note_label_refused(
    purchase: LabelPurchase, refused: CarrierRefused, *, actor: Actor, at: datetime
) -> None:
    """
    Note why a carrier sells no label; what passes by itself is tried again, some times.

    Where nobody knows whether it was bought, a carrier that sells once is asked again; with
    any other a person looks.
    """
    actor.must(ShippingPermission.SEND)
    purchase = LabelPurchase.objects.select_for_update().get(pk=purchase.pk)
    if purchase.status != PurchaseStatus.BUYING:
        return
    rate = CarrierRate.objects.select_related("account", "parcel").get(pk=purchase.rate_id)
    sells_once = carrier_of(rate.account.kind).capabilities.sells_once
    is_unsure = refused.kind == CarrierTrouble.UNKNOWN
    again = refused.kind in PASSES or (is_unsure and sells_once)
    if again and purchase.tries < MOST_TRIES:
        purchase.status = PurchaseStatus.WANTED
        pause = refused.retry_after or timedelta(seconds=5 * 2**purchase.tries)
        later("shipping.buy_label", at=at + pause, purchase_id=purchase.pk)
    else:
        purchase.status = PurchaseStatus.UNSURE if is_unsure else PurchaseStatus.REFUSED
    purchase.trouble = refused.why[:300]
    purchase.save(update_fields=["status", "trouble"])
    trouble = str(refused.kind)
    announce_parcel(LabelRefused, rate.parcel, trouble=trouble, actor=actor, at=at)


@transaction.atomic
def try_label_again(purchase: LabelPurchase, *, actor: Actor, at: datetime) -> None:
    """Ask a carrier again for the label nobody knows of; a carrier that sells once sells once."""
    actor.must(ShippingPermission.SEND)
    unsure = LabelPurchase.objects.filter(pk=purchase.pk, status=PurchaseStatus.UNSURE)
    if unsure.update(status=PurchaseStatus.WANTED, tries=0):
        later("shipping.buy_label", purchase_id=purchase.pk)
        announce_parcel(LabelOrdered, purchase.parcel, actor=actor, at=at)


@transaction.atomic
def note_label_given_back(
    purchase: LabelPurchase, *, trouble: str = "", actor: Actor, at: datetime
) -> None:
    """Cancel a parcel whose carrier has taken the label back; with `trouble` it stays as it is."""
    actor.must(ShippingPermission.SEND)
    parcel = hold_parcel(purchase.parcel)
    asked = LabelPurchase.objects.filter(pk=purchase.pk, status=PurchaseStatus.CANCELLING)
    if trouble:
        if asked.update(status=PurchaseStatus.BOUGHT, trouble=trouble[:300]):
            announce_parcel(LabelRefused, parcel, trouble="cancel", actor=actor, at=at)
        return
    if asked.update(status=PurchaseStatus.CANCELLED, trouble=""):
        advance_parcel(parcel, ParcelStatus.CANCELLED, at=at)
        withdraw_all(ref(parcel), at=at)
        announce_parcel(ParcelMoved, parcel, status=parcel.status, actor=actor, at=at)
