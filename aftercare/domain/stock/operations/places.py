"""Places for goods, and how long goods may lie there."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.journal.steps import announce
from aftercare.base.people.models import User
from aftercare.domain.catalog.models import Item
from aftercare.domain.customers.models import Account
from aftercare.domain.stock.events import PlaceChanged, StorageRuleChanged
from aftercare.domain.stock.models import Place, StorageRule
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.states import PlaceKind
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class PlaceCannotBe(Refused):
    """The code is taken or missing, or a bin is at no site."""


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
def set_storage_life(item: Item, *, days: int | None, actor: Actor, at: datetime) -> None:
    """Say after how many days on the shelf an item is tested again; None: never."""
    actor.must(StockPermission.SET_UP)
    if days:
        StorageRule.objects.update_or_create(item=item, defaults={"days": days})
    else:
        StorageRule.objects.filter(item=item).delete()
    announce(StorageRuleChanged(item_id=item.pk, days=days), actor=actor, at=at)
