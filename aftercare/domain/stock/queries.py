from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import (
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from aftercare.base.company.queries import register_number
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import Reach, Touched
from aftercare.domain.customers.models import Account
from aftercare.domain.stock.models import (
    Balance,
    CoreDebt,
    CoreRule,
    CountLine,
    Movement,
    Place,
    Reservation,
    Retest,
    StockCount,
    StorageRule,
    Valuation,
    Want,
)
from aftercare.domain.stock.models.ledger import COMES
from aftercare.domain.stock.permissions import StockPermission
from aftercare.domain.stock.states import (
    OURS,
    Condition,
    CountStatus,
    Goods,
    MovementKind,
    Owner,
    PlaceKind,
    Purpose,
    ReservationStatus,
    WantStatus,
)
from aftercare.domain.units.queries import lots_reached
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.refs import Ref, ref

GOOD = (Condition.NEW, Condition.USED)
NOTHING = Decimal(0)

M = TypeVar("M", bound=Model)


KIT = "KIT"
register_number("CNT", _("Counts of stock"))
register_number(KIT, _("Kits taken along"))


def visible_places(actor: Actor) -> QuerySet[Place]:
    """Return the places for goods that are not closed, for who may see stock."""
    places = Place.objects.select_related("site", "account", "keeper").order_by("code")
    places = places.filter(closed_at__isnull=True)
    return places if _may_see(actor) else places.none()


def accounts_named(actor: Actor) -> QuerySet[Account]:
    """
    Return whose goods may be, or who may have them, for who may see stock.

    Labels and lists of stock name them, so nobody needs to see customers for it.
    """
    accounts = Account.objects.filter(merged_into=None)
    return accounts if _may_see(actor) else accounts.none()


def visible_balances(actor: Actor) -> QuerySet[Balance]:
    """Return what lies at places of ours, for who may see stock."""
    rows = Balance.objects.select_related("item", "place__site", "lot", "unit", "account")
    rows = rows.filter(place_kind__in=sorted(OURS), quantity__gt=0)
    return rows if _may_see(actor) else rows.none()


def consigned_by_station(actor: Actor) -> QuerySet[Any]:
    """
    Return the places of stations that keep goods for us, by code, for who may see stock.

    Each says how many `items` and pieces (`held`) lie there, and what they are `worth`.
    """
    average = Valuation.objects.filter(item=OuterRef("item"), quantity__gt=0)
    consigned = visible_balances(actor).filter(owner=Owner.CONSIGNED).order_by("place__code")
    by_place = consigned.values("place", "place__code", "place__name", "account__name")
    return by_place.annotate(
        items=Count("item", distinct=True),
        held=Sum("quantity"),
        worth=Sum(
            F("quantity") * Subquery(average.values(each=F("value") / F("quantity"))[:1]),
            filter=Q(condition__in=GOOD),
        ),
    )


def stock_touched(reach: Reach, actor: Actor) -> Iterator[Touched]:
    """Yield how many of each item lie at places of ours, those of which most do first."""
    balances = visible_balances(actor).filter(item__in=reach.items).order_by()
    if reach.is_narrowed:
        # What lies without a lot may be of one of them; better one look too many.
        lots = lots_reached(reach, SYSTEM).order_by().values("pk")
        balances = balances.filter(Q(lot__in=lots) | Q(lot=None, item__in=reach.named))
    held = balances.values("item__code", "item__name", "item__names")
    held = held.annotate(held=Sum("quantity"), places=Count("place", distinct=True))
    for each in held.order_by("-held", "item__code"):
        detail = ngettext("%(count)s place", "%(count)s places", each["places"])
        detail %= {"count": each["places"]}
        known = {"code": each["item__code"], "names": each["item__names"]}
        yield Touched(each["item__name"], each["held"], detail, **known)


def visible_movements(actor: Actor) -> QuerySet[Movement]:
    """Return the movements, the newest first, for who may see stock."""
    rows = Movement.objects.select_related("item", "lot", "unit", "source", "target", "account")
    return rows.order_by("-pk") if _may_see(actor) else rows.none()


def visible_counts(actor: Actor) -> QuerySet[StockCount]:
    """Return the counts, the newest first, for who may see stock."""
    rows = StockCount.objects.select_related("place").order_by("-pk")
    return rows if _may_see(actor) else rows.none()


def visible_count_lines(actor: Actor) -> QuerySet[CountLine]:
    """Return what was counted; while a count is open, only to who counts."""
    rows = CountLine.objects.select_related("count", "item", "lot", "unit").order_by("-pk")
    seen = ~Q(count__status=CountStatus.COUNTING) | Q(count__counter=str(actor.ref))
    return rows.filter(seen) if _may_see(actor) else rows.none()


def visible_reservations(actor: Actor) -> QuerySet[Reservation]:
    """Return what is held now, for who may see stock."""
    rows = Reservation.objects.select_related("balance__place", "balance__item")
    rows = rows.filter(status=ReservationStatus.HELD).order_by("-priority", "pk")
    return rows if _may_see(actor) else rows.none()


def _may_see(actor: Actor) -> bool:
    return actor.kind in ("user", "system") and actor.may(StockPermission.VIEW)


@dataclass(frozen=True)
class Availability:
    """How much of an item is good and ours at a site, and how much of it nobody has reserved."""

    site: str
    good: Decimal
    free: Decimal


def availability_of(item: Item, *, actor: Actor) -> list[Availability]:
    """Return where an item can be had for service, for who may know."""
    if not actor.may(StockPermission.SEE_AVAILABILITY) or actor.kind not in ("user", "system"):
        return []
    rows = (
        Balance.objects.filter(
            item=item,
            owner=Owner.OURS,
            purpose=Purpose.SERVICE,
            condition__in=GOOD,
            place_kind=PlaceKind.BIN,
            quantity__gt=0,
        )
        .values("place__site__name")
        .annotate(good=Sum("quantity"), held=Sum("reserved"))
        .order_by("place__site__name")
    )
    return [
        Availability(row["place__site__name"], row["good"], row["good"] - row["held"])
        for row in rows
    ]


def goods_wanted() -> QuerySet[Want]:
    """Return what documents wait for that is not there, the oldest first."""
    return Want.objects.filter(status=WantStatus.WANTED).order_by("pk")


def visible_kits(actor: Actor) -> QuerySet[Place]:
    """Return what is to be taken along, or is under way with somebody, the newest first."""
    return visible_places(actor).filter(is_kit=True).order_by("-pk")


def pick_list(kit: Place) -> QuerySet[Reservation]:
    """Return what is reserved for a kit and not picked yet, by the place where it lies."""
    rows = Reservation.objects.select_related("balance__place", "balance__item", "balance__lot")
    held = rows.filter(document=str(ref(kit)), status=ReservationStatus.HELD)
    return held.order_by("balance__place__code", "pk")


def balances_at(place: Place) -> QuerySet[Balance]:
    """Return what is at a place now."""
    return Balance.objects.filter(place=place).exclude(quantity=0).order_by("pk")


def goods_lying(
    place: Place, *, item_id: int, lot_id: int | None, unit_id: int | None
) -> QuerySet[Balance]:
    """
    Return what lies, or has lain, at a place of an item, a lot or a unit.

    Whosever it is and in whichever condition: what of these is meant is for others to say.
    """
    rows = Balance.objects.filter(place=place, item=item_id).order_by("pk")
    rows = rows.select_related("lot", "unit", "account")
    if unit_id:
        return rows.filter(unit=unit_id)
    return rows.filter(lot=lot_id) if lot_id else rows


def outside_of(unit_id: int) -> Balance | None:
    """Return where our books have a unit that is not with us."""
    rows = Balance.objects.filter(unit=unit_id, quantity__gt=0).select_related("place")
    return rows.exclude(place_kind__in=sorted(OURS)).first()


def goods_of(row: Balance | CountLine) -> Goods:
    """Return what lies in a balance, or was counted."""
    return Goods(
        row.item_id, row.lot_id, row.unit_id, row.condition, row.purpose, row.owner, row.account_id
    )


def goods_after(row: Movement) -> Goods:
    """Return what goods are once they have moved."""
    owner, account = row.owner, row.account_id
    if row.owner_after:
        owner, account = row.owner_after, row.account_after_id
    return Goods(
        row.item_id, row.lot_id, row.unit_id, row.condition_after, row.purpose_after, owner, account
    )


def of_goods(rows: QuerySet[M], goods: Goods) -> QuerySet[M]:
    """Return the rows that speak of just these goods: a lot, say, or none."""
    for field in ("item_id", "lot_id", "unit_id", "condition", "purpose", "owner", "account_id"):
        value = getattr(goods, field)
        rows = rows.filter(**({f"{field}__isnull": True} if value is None else {field: value}))
    return rows


def balance_of(place: Place, goods: Goods) -> Decimal:
    """Return how much of some goods is at a place now."""
    row = of_goods(Balance.objects.filter(place=place), goods).first()
    return row.quantity if row else NOTHING


def cost_of(document: Ref) -> Decimal:
    """Return what the goods cost that a document has used: given out less taken back."""
    ours = sorted(OURS)
    stayed = Q(target_kind__in=ours, owner_after__in=["", Owner.OURS, Owner.CONSIGNED])
    back = Q(target_kind__in=ours, kind=MovementKind.RETURNED)
    rows = Movement.objects.filter(document=str(document), cost__isnull=False)
    sums = rows.aggregate(
        gone=Sum("cost", filter=~stayed & Q(source_kind__in=ours), default=NOTHING),
        back=Sum("cost", filter=back, default=NOTHING),
    )
    return Decimal(sums["gone"] - sums["back"])


def worth_of(item: Item) -> Valuation | None:
    """Return how much of an item is ours and what it is worth."""
    return Valuation.objects.filter(item=item).first()


def open_core_debts(account: Account | None = None) -> QuerySet[CoreDebt]:
    """Return the old parts partners owe us, or one partner does."""
    rows = CoreDebt.objects.select_related("account", "item").filter(returned__lt=F("quantity"))
    return rows.filter(account=account) if account else rows


@dataclass(frozen=True)
class ItemRule:
    """How long an item may lie untested, and within how many days its old one comes back."""

    item: Item
    storage_days: int | None
    core: CoreRule | None


def item_rules() -> list[ItemRule]:
    """Return the items for which either is said, by number."""
    storage = dict(StorageRule.objects.values_list("item", "days"))
    cores = {rule.item_id: rule for rule in CoreRule.objects.all()}
    items = Item.objects.filter(pk__in={*storage, *cores}).order_by("code")
    return [ItemRule(item, storage.get(item.pk), cores.get(item.pk)) for item in items]


@dataclass(frozen=True)
class CoreBalance:
    """How many old parts of an item a partner owes us, since when the oldest is due."""

    account: Account
    item: Item
    owed: Decimal
    due_on: date
    is_overdue: bool


def visible_core_debts(actor: Actor) -> QuerySet[CoreDebt]:
    """Return the old parts partners owe us, what is due first, for who may see stock."""
    debts = open_core_debts().order_by("due_on", "pk")
    return debts if _may_see(actor) else debts.none()


def core_balances(on: date, actor: Actor) -> list[CoreBalance]:
    """Return what each partner owes us, what was due first at the top, for who may see stock."""
    owed: dict[tuple[int, int], CoreBalance] = {}
    for debt in visible_core_debts(actor):
        left = debt.quantity - debt.returned
        key = (debt.account_id, debt.item_id)
        known = owed.get(key)
        owed[key] = (
            replace(known, owed=known.owed + left)
            if known
            else CoreBalance(debt.account, debt.item, left, debt.due_on, debt.due_on < on)
        )
    return list(owed.values())


def places_to_count(on: date) -> list[Place]:
    """Return the places whose turn to be counted has come, the longest waiting first."""
    busy = StockCount.objects.filter(
        place=OuterRef("pk"), status__in=[CountStatus.COUNTING, CountStatus.COUNTED]
    )
    places = Place.objects.filter(~Exists(busy), count_every__isnull=False)
    due = [place for place in places if _count_due(place) <= on]
    return sorted(due, key=lambda place: (_count_due(place), place.code))


def _count_due(place: Place) -> date:
    every = timedelta(days=place.count_every or 0)
    return place.counted_on + every if place.counted_on else date.min


def due_retests(on: date, *, actor: Actor) -> QuerySet[Any]:
    """
    Return what has to be tested again by a day, the longest due first, for who may see stock.

    Each balance says as `since` from when on it lies untested, and as `due_on` when its time is up.
    """
    passed = _same_goods(Retest.objects.filter(passed=True)).order_by("-at", "-pk")
    came = _same_goods(Movement.objects.filter(COMES)).order_by("pk")
    days = StorageRule.objects.filter(item=OuterRef("item_id")).values("days")
    rows = visible_balances(actor).filter(
        item__in=StorageRule.objects.values("item"), condition__in=GOOD
    )
    rows = rows.annotate(
        since=Coalesce(Subquery(passed.values("at")[:1]), Subquery(came.values("at")[:1])),
        due_on=ExpressionWrapper(
            TruncDate("since", tzinfo=UTC) + Subquery(days), output_field=DateField()
        ),
    )
    return rows.filter(due_on__lte=on).order_by("due_on", "pk")


def _same_goods(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the rows about the item, lot and unit of the row outside."""
    rows = rows.alias(which_lot=Coalesce("lot", 0), which_unit=Coalesce("unit", 0))
    return rows.filter(
        item=OuterRef("item_id"),
        which_lot=Coalesce(OuterRef("lot_id"), 0),
        which_unit=Coalesce(OuterRef("unit_id"), 0),
    )
