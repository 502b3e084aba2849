"""Places for goods, and how long goods may lie there."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.journal.steps import announce
from aftercare.base.people.models import User
from aftercare.domain.catalog.models import Item
from aftercare.domain.customers.models import Account
from aftercare.domain.stock.events import CoreRuleChanged, PlaceChanged, StorageRuleChanged
from aftercare.domain.stock.models import CoreRule, Place, StorageRule
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.states import PlaceKind
from aftercare.domain.stock.steps.places import PlaceCannotBe, close_empty
from aftercare.kit.actors import Actor


@transaction.atomic
def open_place(
    code: str,
    *,
    kind: PlaceKind,
    name: str = "",
    site: Site | None = None,
    account: Account | None = None,
    keeper: User | None = None,
    count_every: int | None = None,
    actor: Actor,
    at: datetime,
) -> Place:
    """Make a place where goods can be. Raises `PlaceCannotBe`."""
    actor.must(StockPermission.SET_UP)
    code = code.strip().upper()
    if not code or (kind == PlaceKind.BIN and site is None):
        raise PlaceCannotBe(_("A place needs a code, and a bin the site where it is."))
    try:
        with transaction.atomic():
            place = Place.objects.create(
                code=code,
                kind=kind,
                name=name.strip(),
                site=site,
                account=account,
                keeper=keeper,
                count_every=count_every,
            )
    except IntegrityError:
        raise PlaceCannotBe(_("There is a place with this code.")) from None
    announce(PlaceChanged(place_id=place.pk), actor=actor, at=at)
    return place


@transaction.atomic
def edit_place(
    place: Place,
    *,
    name: str,
    keeper: User | None = None,
    count_every: int | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Change what is known of a place; what it is and where stays."""
    actor.must(StockPermission.SET_UP)
    Place.objects.filter(pk=place.pk).update(
        name=name.strip(), keeper=keeper, count_every=count_every
    )
    announce(PlaceChanged(place_id=place.pk), actor=actor, at=at)


@transaction.atomic
def close_place(place: Place, *, actor: Actor, at: datetime) -> None:
    """
    Close a place nothing lies at any more; closed already, it stays so.

    Raises `PlaceCannotBe`.
    """
    actor.must(StockPermission.SET_UP)
    if close_empty(place, at=at):
        announce(PlaceChanged(place_id=place.pk), actor=actor, at=at)


@transaction.atomic
def set_storage_life(item: Item, *, days: int | None, actor: Actor, at: datetime) -> None:
    """Say after how many days on the shelf an item is tested again; None: never."""
    actor.must(StockPermission.SET_UP)
    if days:
        StorageRule.objects.update_or_create(item=item, defaults={"days": days})
    else:
        StorageRule.objects.filter(item=item).delete()
    announce(StorageRuleChanged(item_id=item.pk, days=days), actor=actor, at=at)


@transaction.atomic
def set_core_days(
    item: Item, *, days: int | None, worth: Decimal | None = None, actor: Actor, at: datetime
) -> None:
    """
    Say that an item is given in exchange, its old one due within so many days; None: not.

    `worth` is what an old one is worth to us when it comes, in our own currency.
    """
    actor.must(StockPermission.SET_UP)
    if days:
        known = {"days": days, "worth": worth or Decimal(0)}
        CoreRule.objects.update_or_create(item=item, defaults=known)
    else:
        CoreRule.objects.filter(item=item).delete()
    announce(CoreRuleChanged(item_id=item.pk, days=days), actor=actor, at=at)
