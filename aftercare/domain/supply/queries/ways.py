"""The ways out of a shortage there are now: what they cost, how long they take, how sure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q

from aftercare.base.company.models import Site
from aftercare.base.promises.models import Promise
from aftercare.domain.catalog.models import Item, Substitute
from aftercare.domain.catalog.queries import Choice, substitutes_for, where_used
from aftercare.domain.catalog.states import ItemKind
from aftercare.domain.coverage.models import StoredDecision
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.states import CLOSED, OrderStatus
from aftercare.domain.repairs.steps.findings import made_of_order
from aftercare.domain.stock.models import Balance, Movement, Valuation
from aftercare.domain.stock.queries import GOOD
from aftercare.domain.stock.states import Condition, MovementKind, Owner, PlaceKind, Purpose
from aftercare.domain.supply.models import PurchaseLine, Shortage, SupplierPrice
from aftercare.domain.supply.policies import Option, Ranked, Weights, rank_options
from aftercare.domain.supply.queries import guesses
from aftercare.domain.supply.queries.guesses import Guesses
from aftercare.domain.supply.queries.purchases import OWN_CURRENCY
from aftercare.domain.supply.states import (
    AWAITED,
    PurchaseKind,
    ShortageStatus,
    SupplyPromise,
    WayOut,
)

SOURCES = (PlaceKind.BIN, PlaceKind.VAN, PlaceKind.STATION)
OWN_PARTS = (ItemKind.BOARD, ItemKind.PANEL)
"""What of a customer's is worth being repaired itself."""
EXITS = ("exchange", "refund")
MOST_OF_A_KIND = 3
SURE, ALMOST_SURE = 100, 97
SECONDS = 86400


@dataclass(frozen=True)
class Looked:
    """A shortage as the searches for ways out look at it, with what all of them need."""

    shortage: Shortage
    at: datetime
    guess: Guesses
    choices: dict[int, Choice]
    worth: dict[int, Decimal] = field(default_factory=dict)

    @property
    def need(self) -> Decimal:
        return self.shortage.quantity

    def worth_of(self, item: int) -> Decimal:
        """Return what so many of an item as are needed are worth to us."""
        return self.worth.get(item, Decimal(0)) * self.need


def ways_out_of(shortage: Shortage, *, at: datetime) -> list[Ranked]:
    """Return the ways out of a shortage, the best first. The same number of queries for all."""
    looked = _look(shortage, at)
    options = [
        *_of_shelves(looked),
        *_ordered(looked),
        *_bought(looked),
        *_repaired(looked),
        *_harvested(looked),
        *_left(looked),
    ]
    return _ranked(options, looked)


def ways_to_cover(
    item: Item,
    *,
    site: Site,
    due_at: datetime,
    whole: str,
    exit_costs: Decimal | None,
    at: datetime,
) -> list[Ranked]:
    """
    Return the ways to one more piece of an item before anything is short, the best first.

    As for a shortage of one at a site, that is due when it will run out; what is sold for the last
    time is a way too. whole: what is exchanged where there is no part, at `exit_costs`. The same
    number of queries for all.
    """
    imagined = Shortage(item=item, site=site, quantity=Decimal(1), due_at=due_at)
    looked = _look(imagined, at)
    elsewhere = [each for each in _of_shelves(looked) if each.kind != WayOut.SHELF]
    days = looked.guess.money(guesses.EXIT_DAYS)
    facts = {"remedy": "", "decision": None, "code": whole}
    options = [
        *elsewhere,
        *_ordered(looked),
        *_bought(looked, PurchaseKind.LAST_TIME_BUY),
        *_repaired(looked),
        *_harvested(looked),
        Option(WayOut.EXIT, "exit", exit_costs, days, SURE, facts),
    ]
    return _ranked(options, looked)


def _ranked(options: list[Option], looked: Looked) -> list[Ranked]:
    guess = looked.guess
    left = Decimal((looked.shortage.due_at - looked.at).total_seconds()) / SECONDS
    return rank_options(
        options, Weights(guess.money(guesses.DAY), guess.money(guesses.LATE_DAY), left)
    )


def _look(shortage: Shortage, at: datetime) -> Looked:
    order = shortage.work_order
    choices = substitutes_for(
        shortage.item,
        assembly=order.item if order else None,
        made=made_of_order(order) if order else None,
    )
    looked = Looked(shortage, at, Guesses(), {choice.item.pk: choice for choice in choices})
    items = [shortage.item_id, *looked.choices, *([order.item_id] if order else [])]
    for row in Valuation.objects.filter(item__in=items, quantity__gt=0):
        looked.worth[row.item_id] = row.value / row.quantity
    return looked


def _of_shelves(looked: Looked) -> Iterator[Option]:
    """Yield what lies free at places of ours: the part elsewhere, or a substitute anywhere."""
    rows = Balance.objects.filter(
        item__in=[looked.shortage.item_id, *looked.choices],
        owner=Owner.OURS,
        purpose=Purpose.SERVICE,
        condition__in=GOOD,
        place_kind__in=SOURCES,
        place__is_kit=False,
        quantity__gte=F("reserved") + looked.need,
    ).select_related("item", "place__site", "place__keeper")
    counted: dict[tuple[str, int], int] = {}
    for row in rows.order_by("condition", "-quantity", "pk"):
        option = _of_shelf(looked, row)
        seen = (option.kind, row.item_id)
        counted[seen] = counted.get(seen, 0) + 1
        if counted[seen] <= MOST_OF_A_KIND:
            yield option


def _of_shelf(looked: Looked, row: Balance) -> Option:
    guess, choice = looked.guess, looked.choices.get(row.item_id)
    is_here = row.place_kind == PlaceKind.BIN and row.place.site_id == looked.shortage.site_id
    kind = WayOut.SUBSTITUTE if choice else WayOut.SHELF if is_here else WayOut.TRANSFER
    facts: dict[str, Any] = {
        "balance": row.pk,
        "item": row.item_id,
        "code": row.item.code,
        "name": row.item.name,
        "place": row.place.code,
        "place_kind": row.place_kind,
        "site": row.place.site.name if row.place.site else "",
        "is_here": is_here,
        "condition": row.condition,
        "free": f"{row.available.normalize():f}",
    }
    rework = Decimal(0)
    if choice:
        rework = choice.reworks * guess.money(guesses.REWORK_COSTS) * looked.need
        facts |= {"instructions": choice.instructions, "rework": choice.needs_rework}
        facts["rework_costs"] = f"{rework.normalize():f}"
        facts["for"] = [_range_of(step) for step in choice.steps if _range_of(step)]
    days = Decimal(0) if is_here else guess.money(guesses.TRANSFER_DAYS)
    fee = Decimal(0) if is_here else guess.money(guesses.TRANSFER_COSTS)
    chance = SURE if is_here and row.condition == Condition.NEW else ALMOST_SURE
    cost = looked.worth_of(row.item_id) + fee + rework
    return Option(kind, f"{kind}:{row.pk}", cost, days, chance, facts)


def _range_of(step: Substitute) -> str:
    """Return for which batch or serials a substitute is approved; "" for all."""
    serials = f"{step.serial_from}–{step.serial_to}".strip("–")
    return " ".join(filter(None, [step.batch, serials]))


def _ordered(looked: Looked) -> Iterator[Option]:
    """Yield what is on its way to us and promised to no other shortage."""
    rows = PurchaseLine.objects.filter(
        item=looked.shortage.item_id,
        order__status__in=AWAITED,
        order__site=looked.shortage.site_id,
        quantity__gte=F("received") + looked.need,
    ).select_related("order__supplier__account")
    found = list(rows.order_by("order__due_at", "pk")[: 2 * MOST_OF_A_KIND])
    taken = _promised_elsewhere(looked, [f"purchase_order:{line.order_id}" for line in found])
    chances = _delivery_chances(
        looked, {line.order.supplier.account_id for line in found if line.order.supplier}
    )
    for line in found[:MOST_OF_A_KIND]:
        order = line.order
        if line.open - taken.get(f"purchase_order:{order.pk}", Decimal(0)) < looked.need:
            continue
        wait = max(Decimal((order.due_at - looked.at).total_seconds()) / SECONDS, Decimal(1))
        account = order.supplier.account_id if order.supplier else 0
        yield Option(
            WayOut.ON_ORDER,
            f"on_order:{line.pk}",
            (line.unit_price or Decimal(0)) * (order.rate or 1) * looked.need,
            wait.quantize(Decimal("0.1")),
            chances.get(account, looked.guess.percent(guesses.PURCHASE_CHANCE)),
            {
                "order": order.pk,
                "code": order.code,
                "supplier": str(order.supplier or ""),
                "on": str(order.confirmed_on or ""),
                "expected_at": order.due_at.isoformat(),
            },
        )


def _promised_elsewhere(looked: Looked, papers: list[str]) -> dict[str, Decimal]:
    """Return how many of what is ordered other shortages wait for. One query."""
    others = Shortage.objects.filter(
        status=ShortageStatus.CHOSEN, item=looked.shortage.item_id, papers__overlap=papers
    ).exclude(pk=looked.shortage.pk)
    taken: dict[str, Decimal] = {}
    for other in others if papers else []:
        for paper in other.papers:
            taken[paper] = taken.get(paper, Decimal(0)) + other.quantity
    return taken


def _delivery_chances(looked: Looked, accounts: set[int]) -> dict[int, int]:
    """Return how many of a hundred deliveries of suppliers came in time. One query."""
    refs = [f"account:{account}" for account in sorted(accounts)]
    rows = Promise.objects.filter(
        kind=SupplyPromise.DELIVERY, about__overlap=refs, kept_at__isnull=False
    )
    known = list(rows.values_list("about", "broken")) if refs else []
    chances = {}
    for account in accounts:
        mine = [broken for about, broken in known if f"account:{account}" in about]
        chances[account] = looked.guess.percent(
            guesses.PURCHASE_CHANCE, good=mine.count(False), of=len(mine)
        )
    return chances


def _bought(looked: Looked, *besides: PurchaseKind) -> Iterator[Option]:
    """Yield what suppliers sell or make for us: of each supplier its best price for so many."""
    rows = SupplierPrice.objects.filter(
        item=looked.shortage.item_id,
        supplier__retired=False,
        kind__in=[PurchaseKind.NORMAL, PurchaseKind.CUSTOM_BUILD, *besides],
    ).select_related("supplier__account")
    best: dict[tuple[int, str], SupplierPrice] = {}
    for row in rows.order_by("from_quantity", "pk"):
        seen = (row.supplier_id, row.kind)
        if seen not in best or row.from_quantity <= looked.need:
            best[seen] = row
    chances = _delivery_chances(looked, {row.supplier.account_id for row in best.values()})
    for row in best.values():
        yield _buy(looked, row, chances[row.supplier.account_id])


def _buy(looked: Looked, row: SupplierPrice, chance: int) -> Option:
    kind = WayOut.CUSTOM if row.kind == PurchaseKind.CUSTOM_BUILD else WayOut.PURCHASE
    quantity = row.offer.least(looked.need)
    ours = looked.guess.text(OWN_CURRENCY) == row.currency
    return Option(
        kind,
        f"{kind}:{row.pk}",
        row.unit_price * quantity if ours else None,
        Decimal(row.days),
        chance,
        {
            "supplier_id": row.supplier_id,
            "supplier": str(row.supplier),
            "kind": row.kind,
            "quantity": f"{quantity.normalize():f}",
            "price": f"{row.unit_price.normalize():f}",
            "currency": row.currency,
            "least": f"{row.from_quantity.normalize():f}",
        },
    )


def _repaired(looked: Looked) -> Iterator[Option]:
    """Yield the repair of a faulty part of ours, and of the customer's own."""
    shortage, guess = looked.shortage, looked.guess
    done = WorkOrder.objects.filter(item=shortage.item_id, status__in=CLOSED).aggregate(
        all=Count("pk"), good=Count("pk", filter=Q(status=OrderStatus.HANDED_OVER))
    )
    chance = guess.percent(guesses.CORE_CHANCE, good=done["good"], of=done["all"])
    facts: dict[str, Any] = {"good": done["good"], "all": done["all"]}
    cost, days = guess.money(guesses.CORE_COSTS) * looked.need, guess.money(guesses.CORE_DAYS)
    cores = Balance.objects.filter(
        item=shortage.item_id,
        owner=Owner.OURS,
        condition=Condition.FAULTY,
        place_kind=PlaceKind.BIN,
        quantity__gte=F("reserved") + looked.need,
    ).select_related("place", "unit")
    if core := cores.order_by("pk").first():
        serial = str(core.unit) if core.unit else ""
        here = {"balance": core.pk, "place": core.place.code, "serial": serial}
        yield Option(WayOut.CORE, f"core:{core.pk}", cost, days, chance, facts | here)
    order = shortage.work_order
    is_theirs = order and (order.account_id or order.contact_id)
    if is_theirs and shortage.item.kind in OWN_PARTS:
        yield Option(WayOut.OWN_BOARD, "own_board", cost, days, chance, facts)


def _harvested(looked: Looked) -> Iterator[Option]:
    """Yield scrapped units the part is in and was not taken out of."""
    assemblies = {use.item.pk for use in where_used(looked.shortage.item_id)}
    if not assemblies:
        return
    rows = Balance.objects.filter(
        unit__isnull=False, item__in=assemblies, place_kind=PlaceKind.SCRAP, quantity__gt=0
    ).select_related("unit__item")
    found = list(rows.order_by("-pk")[:MOST_OF_A_KIND])
    done = Movement.objects.filter(
        kind=MovementKind.HARVESTED,
        item=looked.shortage.item_id,
        document__in=[f"unit:{row.unit_id}" for row in found],
    )
    emptied = set(done.values_list("document", flat=True))
    guess = looked.guess
    for row in found:
        if f"unit:{row.unit_id}" not in emptied and row.unit:
            yield Option(
                WayOut.HARVEST,
                f"harvest:{row.unit_id}",
                guess.money(guesses.HARVEST_COSTS) * looked.need,
                guess.money(guesses.HARVEST_DAYS),
                guess.percent(guesses.HARVEST_CHANCE),
                {"unit": row.unit_id, "serial": row.unit.serial, "of": row.unit.item.code},
            )


def _left(looked: Looked) -> Iterator[Option]:
    """Yield the exit by contract or law: what the newest decision on coverage grants."""
    shortage, order = looked.shortage, looked.shortage.work_order
    subjects = [shortage.document, *([f"case:{shortage.case_id}"] if shortage.case_id else [])]
    decision = StoredDecision.objects.filter(subject__in=subjects).order_by("-pk").first()
    granted = [each["kind"] for each in json.loads(decision.text)["remedies"]] if decision else []
    remedy = next((kind for kind in EXITS if kind in granted), "")
    whole, pieces = (order.item, Decimal(1)) if order else (shortage.item, looked.need)
    worth = looked.worth.get(whole.pk)
    yield Option(
        WayOut.EXIT,
        "exit",
        worth * pieces if worth else None,
        looked.guess.money(guesses.EXIT_DAYS),
        SURE,
        {"remedy": remedy, "decision": decision.pk if decision else None, "code": whole.code},
    )
