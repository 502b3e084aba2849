"""Our accounts at carriers, and what carriers tell us."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce, later
from aftercare.domain.shipping.events import CarrierChanged, CarrierWordAccepted, CarrierWordSettled
from aftercare.domain.shipping.models import CarrierAccount, CarrierWord, Parcel
from aftercare.domain.shipping.permissions import ShippingPermission
from aftercare.domain.shipping.ports import Tracked
from aftercare.domain.shipping.queries import purchase_of_offer
from aftercare.domain.shipping.states import WordState
from aftercare.domain.shipping.steps import note_sightings
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.secrets import lock, unlock


class CarrierCodeIsTaken(Refused):
    """Another account has this short name."""


@transaction.atomic
def set_up_carrier(
    account: CarrierAccount | None,
    *,
    code: str,
    kind: str,
    name: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    forget: Collection[str] = (),
    actor: Actor,
    at: datetime,
) -> CarrierAccount:
    """
    Set up an account at a carrier, or a carrier that we write down ourselves.

    Secrets left empty stay as they were, except those to `forget`. Raises `CarrierCodeIsTaken`.
    """
    actor.must(ShippingPermission.SET_UP)
    account = account or CarrierAccount()
    known = {key: value for key, value in unlock(account.secrets).items() if key not in forget}
    account.code, account.kind, account.name = code, kind, name
    account.settings, account.trouble = dict(settings), ""
    account.secrets = lock(known | {key: value for key, value in secrets.items() if value})
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise CarrierCodeIsTaken(_("Another carrier has this short name.")) from None
    announce(CarrierChanged(carrier_account_id=account.pk, change="set up"), actor=actor, at=at)
    return account


@transaction.atomic
def rest_carrier(account: CarrierAccount, *, actor: Actor, at: datetime) -> None:
    """Send nothing more with a carrier; what is on its way is followed as before."""
    actor.must(ShippingPermission.SET_UP)
    if CarrierAccount.objects.filter(pk=account.pk, active=True).update(active=False):
        announce(CarrierChanged(carrier_account_id=account.pk, change="rests"), actor=actor, at=at)


@transaction.atomic
def use_carrier_again(account: CarrierAccount, *, actor: Actor, at: datetime) -> None:
    """Send with a carrier again."""
    actor.must(ShippingPermission.SET_UP)
    if CarrierAccount.objects.filter(pk=account.pk, active=False).update(active=True):
        announce(CarrierChanged(carrier_account_id=account.pk, change="used"), actor=actor, at=at)


@transaction.atomic
def report_carrier_trouble(
    account: CarrierAccount, *, trouble: str, actor: Actor, at: datetime
) -> None:
    """Say why an account does not work, or with an empty text that it does again."""
    actor.must(ShippingPermission.SEND)
    changed = CarrierAccount.objects.filter(pk=account.pk).exclude(trouble=trouble[:300])
    if changed.update(trouble=trouble[:300]):
        change = "trouble" if trouble else "ok"
        announce(CarrierChanged(carrier_account_id=account.pk, change=change), actor=actor, at=at)


@transaction.atomic
def accept_carrier_word(
    account: CarrierAccount, *, raw: bytes, actor: Actor, at: datetime
) -> CarrierWord:
    """Store what a carrier tells, before anything of it is read; a job takes it in later."""
    actor.must(ShippingPermission.RECEIVE)
    word, is_new = CarrierWord.objects.get_or_create(
        account=account,
        external_id=sha256(raw).hexdigest(),
        defaults={"raw": raw, "received_at": at},
    )
    if is_new:
        later("shipping.hear_carrier", word_id=word.pk)
        announce(CarrierWordAccepted(carrier_word_id=word.pk), actor=actor, at=at)
    return word


@transaction.atomic
def hear_carrier(word: CarrierWord, told: Sequence[Tracked], *, actor: Actor, at: datetime) -> bool:
    """
    Take in what a carrier has told of parcels; return whether all of them are known.

    Word of a parcel we do not know yet waits: its label may be being noted.
    """
    actor.must(ShippingPermission.RECEIVE)
    held = CarrierWord.objects.select_for_update().get(pk=word.pk)
    if held.status == WordState.HANDLED:
        return True
    parcels = {index: _parcel_of(held.account_id, each) for index, each in enumerate(told)}
    for index, each in enumerate(told):
        if parcel := parcels[index]:
            _announce_told(parcel, each, actor, at)
    if None in parcels.values():
        CarrierWord.objects.filter(pk=held.pk).update(tries=held.tries + 1)
        return False
    _announce_settled(held, WordState.HANDLED, actor=actor, at=at)
    return True


def _parcel_of(account_id: int, told: Tracked) -> Parcel | None:
    # Carriers use numbers again after some time, so the newest parcel of a number is meant.
    known = Parcel.objects.filter(carrier=account_id, number=told.number).exclude(number="")
    found = known.order_by("-pk").first()
    if found:
        return found
    bought = purchase_of_offer(account_id, told.offer)
    return bought.parcel if bought else None


@transaction.atomic
def put_word_aside(word: CarrierWord, *, problem: str, actor: Actor, at: datetime) -> None:
    """Set aside what cannot be read, or speaks of a parcel that is not ours."""
    actor.must(ShippingPermission.RECEIVE)
    _announce_settled(word, WordState.ASIDE, problem=problem, actor=actor, at=at)


@transaction.atomic
def read_word_again(word: CarrierWord, *, actor: Actor, at: datetime) -> None:
    """Have a word read again that was set aside: what was wrong with it may be mended by now."""
    actor.must(ShippingPermission.SET_UP)
    if _take_from_aside(word, WordState.WAITING, problem=""):
        later("shipping.hear_carrier", word_id=word.pk)
        settled = CarrierWordSettled(carrier_word_id=word.pk, status=WordState.WAITING)
        announce(settled, actor=actor, at=at)


@transaction.atomic
def drop_word(word: CarrierWord, *, actor: Actor, at: datetime) -> None:
    """Say that a word which was set aside is of no use; why stays, its bytes go."""
    actor.must(ShippingPermission.SET_UP)
    if _take_from_aside(word, WordState.HANDLED, raw=b""):
        settled = CarrierWordSettled(carrier_word_id=word.pk, status=WordState.HANDLED)
        announce(settled, actor=actor, at=at)


def _take_from_aside(word: CarrierWord, to: WordState, **changes: Any) -> bool:
    aside = CarrierWord.objects.filter(pk=word.pk, status=WordState.ASIDE)
    return bool(aside.update(status=to, **changes))


@transaction.atomic
def follow_parcel(parcel: Parcel, told: Tracked, *, actor: Actor, at: datetime) -> None:
    """Take in what a carrier answered when asked for the way; words known already count once."""
    actor.must(ShippingPermission.RECEIVE)
    _announce_told(parcel, told, actor, at)


def _announce_told(parcel: Parcel, told: Tracked, actor: Actor, at: datetime) -> None:
    note_sightings(parcel, told.sightings, expected_at=told.expected_at, actor=actor, at=at)


def _announce_settled(
    word: CarrierWord, status: WordState, *, problem: str = "", actor: Actor, at: datetime
) -> None:
    # What was taken in is kept as sightings; its bytes may name people, and are of no more use.
    gone = {"raw": b""} if status == WordState.HANDLED else {}
    CarrierWord.objects.filter(pk=word.pk).update(status=status, problem=problem[:300], **gone)
    announce(CarrierWordSettled(carrier_word_id=word.pk, status=status), actor=actor, at=at)
