from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.journal.steps import announce
from aftercare.domain.stock.events import PlaceChanged
from aftercare.domain.stock.models import Place
from aftercare.domain.stock.queries import balances_at
from aftercare.domain.stock.states import PlaceKind
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

OUTSIDE_CODES = {
    PlaceKind.CUSTOMER: "CUSTOMERS",
    PlaceKind.SUPPLIER: "SUPPLIERS",
    PlaceKind.SCRAP: "SCRAPPED",
    PlaceKind.OUTSIDE: "ELSEWHERE",
}


class PlaceCannotBe(Refused):
    """The code is taken or missing, a bin is at no site, or goods lie where a place is closed."""


def place_outside(
    kind: PlaceKind, account_id: int | None = None, *, actor: Actor, at: datetime
) -> Place:
    """
    Return where goods are that are not with us; made when it is needed first.

    It is the place that `account_id` has of its own, else that of everybody; never another's.
    """
    theirs = Place.objects.filter(Q(account=account_id) | Q(account=None), kind=kind)
    known = theirs.order_by(F("account").asc(nulls_last=True), "pk").first()
    return known or _made(OUTSIDE_CODES[kind], {"kind": kind}, actor, at)


def place_in_transit(*, actor: Actor, at: datetime) -> Place:
    """Return where goods are between two places of ours; made when it is needed first."""
    known = Place.objects.filter(kind=PlaceKind.TRANSIT, closed_at=None).order_by("pk").first()
    return known or _made("IN-TRANSIT", {"kind": PlaceKind.TRANSIT}, actor, at)


def bin_of(site: Site, word: str, *, actor: Actor, at: datetime) -> Place:
    """Return the bin a site has for some use, `WORKSHOP` say; made when it is needed first."""
    code = f"{word}-{site.code}".upper()[:40]
    known = Place.objects.filter(code=code).first()
    return known or _made(code, {"kind": PlaceKind.BIN, "site": site}, actor, at)


def _made(code: str, given: dict[str, object], actor: Actor, at: datetime) -> Place:
    place, is_new = Place.objects.get_or_create(code=code, defaults=given)
    if is_new:
        announce(PlaceChanged(place_id=place.pk), actor=actor, at=at)
    return place


def close_empty(place: Place, *, at: datetime) -> bool:
    """Close a place nothing lies at; return False if it was closed. Raises `PlaceCannotBe`."""
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if place.closed_at:
        return False
    if place.is_ours and balances_at(place).exists():
        raise PlaceCannotBe(_("Something lies at %(place)s. Move it first.") % {"place": place})
    Place.objects.filter(pk=place.pk).update(closed_at=at)
    return True
