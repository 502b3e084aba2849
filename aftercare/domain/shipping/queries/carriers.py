from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from aftercare.domain.shipping.models import CarrierAccount, CarrierWord, PickUp
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.ports import CarrierAccess, carrier_of
from aftercare.domain.shipping.states import WordState
from aftercare.kit.actors import Actor
from aftercare.kit.secrets import unlock


def visible_carriers(actor: Actor) -> QuerySet[CarrierAccount]:
    """Return our accounts at carriers, for who sends parcels with them."""
    accounts = CarrierAccount.objects.filter(kind__in=settings.CARRIERS).order_by("name", "pk")
    return accounts if actor.may(ShippingPermission.VIEW) else accounts.none()


def visible_pick_ups(actor: Actor) -> QuerySet[PickUp]:
    """Return the pick-ups that carriers were asked for, the newest first."""
    ordered = PickUp.objects.select_related("account", "site").order_by("-pk")
    return ordered if actor.may(ShippingPermission.VIEW) else ordered.none()


def access_of(account: CarrierAccount) -> CarrierAccess:
    """Return what an adapter needs to know of an account, secrets included."""
    return CarrierAccess(
        code=account.code,
        kind=account.kind,
        name=account.name,
        settings=account.settings,
        secrets=unlock(account.secrets),
    )


def kept_carrier_secrets(account: CarrierAccount) -> set[str]:
    """Return which secrets of an account we have; what they are, nobody is told."""
    return {name for name, value in unlock(account.secrets).items() if value}


def trouble_with_carrier(account: CarrierAccount) -> list[str]:
    """Sign in at a carrier as we do for labels; return what is wrong in words."""
    return carrier_of(account.kind).check(access_of(account))


def silent_words(before: datetime, *, most: int) -> QuerySet[CarrierWord]:
    """Return what carriers told before an instant and nobody has taken in, the oldest first."""
    waiting = CarrierWord.objects.filter(status=WordState.WAITING, received_at__lt=before)
    return waiting.order_by("pk")[:most]


def words_aside(actor: Actor) -> QuerySet[CarrierWord]:
    """Return what carriers told and nobody understood, the newest first, for who sets them up."""
    aside = CarrierWord.objects.filter(status=WordState.ASIDE).select_related("account")
    return aside.order_by("-pk") if actor.may(ShippingPermission.SET_UP) else aside.none()


def carrier_called(name: str) -> CarrierAccount | None:
    """Return the account in use of this name, for who only knows what stands on the label."""
    return CarrierAccount.objects.filter(name__iexact=name.strip(), active=True).first()
