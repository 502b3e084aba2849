"""What a plan is made from: all that the company's records say, in a dozen questions."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.coverage.models import ContractVersion
from aftercare.domain.coverage.queries.spares import spares_still_due
from aftercare.domain.coverage.states import ContractKind
from aftercare.domain.planning.models import PartAssumption
from aftercare.domain.planning.policies.families import Family
from aftercare.domain.planning.policies.wishes import Cores
from aftercare.domain.planning.queries import sql
from aftercare.domain.planning.queries.settings import MONTH_DAYS, Usual, what_is_usual
from aftercare.domain.planning.queries.sql import Rows, ask
from aftercare.domain.planning.queries.substitutes import read_families
from aftercare.domain.supply.queries import Offer
from aftercare.domain.units.states import DateKind

ENGINE = 8
"""Raised when the method changes, so that every part is reckoned anew."""
MONTHS = 60
YEAR = timedelta(days=365)
AGES_FROM = [
    DateKind.SOLD,
    DateKind.DELIVERED,
    DateKind.INVOICED,
    DateKind.SHIPPED,
    DateKind.INSTALLED,
    DateKind.REGISTERED,
]
Table = dict[str, list[Any]]


@dataclass(frozen=True)
class PartInput:
    """What is known of one part beside its repairs; months since year 0, money in one currency."""

    code: str
    item_id: int
    kin: str
    price: float
    at_hand: float
    on_order: float
    lead: float | None
    """Months until an order comes, where a supplier has said so."""
    cores: Cores
    damaged: float
    shelves: tuple[tuple[str, float, float], ...]
    """Site or partner, what lies there, what it used in a year."""
    last_order_on: date | None
    ends_on: date | None
    service_until: int | None
    models: tuple[str, ...]
    assumed: Mapping[str, Any] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    """What suppliers sell of it, for the last time if there is a last day to order."""
    keeps: float | None = None
    """For how many months it keeps on the shelf, where the catalog says so."""
    at_once: float = 1.0
    """How many of it one repair takes: E[q²] / E[q] of its quantities."""
    owed: float = 0.0
    """Free spares that customers may still ask for by contract: known demand, due now."""


@dataclass(frozen=True)
class Inputs:
    """
    All that a plan is made from.

    now: the first month that has not ended, since year 0; tables: sales, repairs, models, parts as
    the engine's studies read them; demand: by part and month, what was asked for.
    """

    now: int
    today: date
    tables: Mapping[str, Table]
    parts: Mapping[str, PartInput]
    demand: Mapping[str, Mapping[int, float]]
    usual: Usual
    records_from: int | None
    families: Sequence[Family] = ()

    def digests(self) -> dict[str, str]:
        """Return by part what changes whenever anything changes that its plan is made from."""
        rows_of_models: dict[str, list[Any]] = defaultdict(list)
        of_parts: dict[str, list[Any]] = defaultdict(list)
        for name in ("sales", "models"):
            for row in _rows(self.tables[name]):
                rows_of_models[row["model"]].append(list(row.values()))
        of_models = {model: _digest(rows) for model, rows in rows_of_models.items()}
        for name in ("repairs", "parts"):
            for row in _rows(self.tables[name]):
                of_parts[row["part"]].append(list(row.values()))
        common = _digest([ENGINE, self.now, self.usual, self.records_from])
        alone = {
            code: _digest(
                [
                    common,
                    part,
                    _days_left(part.last_order_on, self.today),
                    [of_models.get(model) for model in part.models],
                    of_parts[code],
                    sorted(self.demand.get(code, {}).items()),
                ]
            )
            for code, part in self.parts.items()
        }
        # What may stand in for one another is planned together, or not at all.
        for family in self.families:
            together = _digest([family, [alone[code] for code in family.codes]])
            alone |= {code: _digest([alone[code], together]) for code in family.codes}
        return alone


def _days_left(day: date | None, today: date) -> int | None:
    """Return how many weeks are left: a plan is not made anew each day only for that."""
    return None if day is None else (day - today).days // 7


def _digest(said: Any) -> str:
    return sha256(json.dumps(said, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(said: Any) -> Any:
    """Return what JSON has no word for: the fields of ours, and all else as it is written."""
    return vars(said) if is_dataclass(said) else str(said)


def fingerprint_of(digests: Mapping[str, str]) -> str:
    """Return what tells two plans from different records apart."""
    return _digest(sorted(digests.items()))


def month_number(day: date) -> int:
    """Return the month of a day, counted since year 0."""
    return 12 * day.year + day.month - 1


def read_inputs(at: datetime) -> Inputs:
    """
    Return what is known at a time: sales and repairs of months that have ended, stock as it is.

    About twenty queries, however many parts there are.
    """
    today = at.astimezone(UTC).date()
    until, now = today.replace(day=1), month_number(today)
    asked: dict[str, Any] = {"until": until, "kinds": AGES_FROM, "since": until - YEAR}
    sales, repairs = ask(sql.SALES, asked), ask(sql.REPAIRS, asked)
    stock, demand, owed = ask(sql.STOCK, asked), _by_month(asked), _owed()
    codes = sorted({row[0] for row in (*repairs, *stock)} | set(demand) | set(owed))
    models = sorted({row[0] for row in sales})
    inside = ask(sql.INSIDE, {"models": models, "parts": codes})
    records = ask(sql.RECORDS_FROM, {})[0][0]
    usual = what_is_usual()
    lives = _lives([*codes, *models])
    terms = _terms(models, lives, usual)
    linked = _linked(repairs, inside, set(models))
    ends = {model: end for model, _months, end in terms}
    parts = _parts(codes, linked, stock, asked, (lives, ends, usual))
    parts |= {code: replace(parts[code], owed=quantity) for code, quantity in owed.items()}
    return Inputs(
        now,
        today,
        {
            "sales": _table(("model", "month", "quantity"), sales),
            "repairs": _table(
                ("part", "model", "sold", "failed", "reported", "cause", "quantity"), repairs
            ),
            "models": _table(("model", "warranty", "end_of_service"), terms),
            "parts": _part_table(parts, linked),
        },
        parts,
        demand,
        usual,
        records,
        read_families(set(parts), asked),
    )


def _table(names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: list(column) for name, column in zip(names, columns, strict=True)}


def _rows(table: Table) -> Iterable[dict[str, Any]]:
    for values in zip(*table.values(), strict=True):
        yield dict(zip(table, values, strict=True))


def _by_month(asked: Mapping[str, Any]) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for code, month, quantity in (*ask(sql.DEMAND, asked), *ask(sql.LOST, asked)):
        found[code][month] += quantity
    return {code: {m: max(q, 0.0) for m, q in months.items()} for code, months in found.items()}


def _owed() -> dict[str, float]:
    """Return by part how many free spares contracts still give."""
    still = spares_still_due()
    codes = Item.objects.filter(pk__in=still).values_list("pk", "code")
    return {code: float(still[key]) for key, code in codes}


def _lives(codes: list[str]) -> dict[str, dict[str, date]]:
    found: dict[str, dict[str, date]] = defaultdict(dict)
    for code, stage, day in ask(sql.LIVES, {"codes": codes}):
        found[code][stage] = day
    return found


def _terms(
    models: list[str], lives: Mapping[str, Mapping[str, date]], usual: Usual
) -> list[tuple[str, float, int | None]]:
    """Return by model how long it is guaranteed, and the last month of its service."""
    promised = _promised_months()
    kins = {code: kin for code, _key, kin in ask(sql.ITEMS, {"codes": models})}
    return [
        (model, _guarantee(kins[model], promised, usual), _service_end(lives.get(model), usual))
        for model in models
    ]


def _guarantee(kin: str, promised: Mapping[str, float], usual: Usual) -> float:
    names = kin.split(".")
    above = [".".join(names[:count]) for count in range(len(names), 0, -1)]
    return next((promised[each] for each in above if each in promised), usual.guarantee)


def _promised_months() -> dict[str, float]:
    """Return by class of items for how many months we promise parts to everyone."""
    found: dict[str, float] = {}
    promises = ContractVersion.objects.filter(contract__kind=ContractKind.PROMISE)
    for clauses in promises.order_by("contract", "number").values_list("clauses", flat=True):
        for term in clauses.get("terms", ()):
            months = term.get("months", {}).get("parts")
            if months:
                found |= dict.fromkeys(term.get("classes", ()), float(months))
    return found


def _service_end(life: Mapping[str, date] | None, usual: Usual) -> int | None:
    life = life or {}
    if LifecycleStage.END_OF_SERVICE in life:
        return month_number(life[LifecycleStage.END_OF_SERVICE])
    if LifecycleStage.END_OF_PRODUCTION in life:
        return month_number(life[LifecycleStage.END_OF_PRODUCTION]) + 12 * usual.service_years
    return None


def _linked(repairs: Rows, inside: Rows, models: set[str]) -> dict[tuple[str, str], float]:
    """Return how many of a part a unit of each model has that was sold."""
    found = {(part, model): 1.0 for part, model, *_rest in repairs if model in models}
    return found | {(part, model): quantity for part, model, quantity in inside}


def _parts(
    codes: list[str],
    linked: Collection[tuple[str, str]],
    stock: Rows,
    asked: Mapping[str, Any],
    known: tuple[Mapping[str, Mapping[str, date]], Mapping[str, int | None], Usual],
) -> dict[str, PartInput]:
    """Return what is known of each part; known: days in the lives of items, ends of service."""
    lives, ends, usual = known
    in_models: dict[str, list[str]] = defaultdict(list)
    for part, model in sorted(linked):
        in_models[part].append(model)
    at_hand, shelves = _shelves(stock, asked)
    numbers = _numbers(codes, dict(asked) | {"shelf_life": usual.shelf_life})
    outcomes = dict.fromkeys(codes, (0.0, 0.0, 1.0)) | _outcomes(asked)
    assumed = _assumptions()
    offers = _offers(codes, lives, usual.currency)
    sold = {code: [each.unit_price for each in of_it] for code, of_it in offers.items()}
    return {
        code: PartInput(
            code,
            key,
            kin,
            numbers["price"].get(code) or float(min(sold.get(code, [0]))),
            at_hand[code],
            numbers["awaited"].get(code, 0.0),
            numbers["lead"].get(code),
            _cores(numbers, code, outcomes[code][1], usual),
            outcomes[code][0],
            tuple((place, there, used) for place, (there, used) in sorted(shelves[code].items())),
            *_last_days(lives.get(code, {})),
            _served_until(lives.get(code), [ends[model] for model in in_models[code]]),
            tuple(in_models[code]),
            assumed.get(key, {}),
            offers.get(code, ()),
            numbers["keeps"].get(code),
            outcomes[code][2],
        )
        for code, key, kin in ask(sql.ITEMS, {"codes": codes})
    }


def _numbers(codes: list[str], asked: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Return by part its price, what is awaited, the months it takes, what becomes of cores."""
    of_these = dict(asked) | {"codes": codes}
    leads, cores = ask(sql.LEADS, of_these), ask(sql.CORES, of_these)
    worth = ask(sql.PRICES, of_these)
    return {
        "price": {code: price for code, price, _keeps in worth},
        "keeps": {code: keeps for code, _price, keeps in worth if keeps},
        "yield": {code: share for code, share, _days in cores},
        "turn_around": {code: days / MONTH_DAYS for code, _share, days in cores if days},
        "cores": dict(ask(sql.CORES_THERE, of_these)),
        "awaited": dict(ask(sql.AWAITED, of_these)),
        "lead": {code: days / MONTH_DAYS for code, days in leads},
    }


def _cores(
    numbers: Mapping[str, Mapping[str, float]], code: str, kept: float, usual: Usual
) -> Cores:
    """Return what repairs of old parts give back; kept: the share of them that is not thrown."""
    share = numbers["yield"].get(code, 0.0)
    return Cores(
        recovered=share * kept,
        turn_around=numbers["turn_around"].get(code, usual.turn_around),
        coming=share * numbers["cores"].get(code, 0.0),
    )


def _offers(
    codes: list[str], lives: Mapping[str, Mapping[str, date]], currency: str
) -> dict[str, tuple[Offer, ...]]:
    """Return what suppliers sell of parts, in our currency where anybody does."""
    found: dict[str, list[tuple[str, Offer]]] = defaultdict(list)
    for code, is_last, paid_in, *offer in ask(sql.OFFERS, {"codes": codes}):
        if not is_last or _last_days(lives.get(code, {}))[0]:
            found[code].append((paid_in, Offer(*offer)))
    return {
        code: tuple(offer for paid_in, offer in rows if paid_in == currency)
        or tuple(offer for _paid_in, offer in rows)
        for code, rows in found.items()
    }


def _shelves(
    stock: Rows, asked: Mapping[str, Any]
) -> tuple[dict[str, float], dict[str, dict[str, list[float]]]]:
    """
    Return by part what lies anywhere, and by place what lies there and what it used in a year.

    A place is a site of ours (`site:1`) or a partner that keeps goods of ours (`account:7`).
    """
    at_hand: dict[str, float] = defaultdict(float)
    shelves: dict[str, dict[str, list[float]]] = defaultdict(
        lambda: defaultdict(lambda: [0.0, 0.0])
    )
    for code, place, quantity in stock:
        at_hand[code] += quantity
        if place is not None:
            shelves[code][place][0] += quantity
    for code, place, used in ask(sql.SITES_USE, asked):
        shelves[code][place][1] += used
    return at_hand, shelves


def _outcomes(asked: Mapping[str, Any]) -> dict[str, tuple[float, float, float]]:
    """Return the shares of human damage and of old parts kept, and how many at once, by part."""
    return {code: tuple(shares) for code, *shares in ask(sql.OUTCOMES, asked)}


def _last_days(life: Mapping[str, date]) -> tuple[date | None, date | None]:
    """Return until when a part can be ordered, and when its production ends."""
    ends = life.get(LifecycleStage.END_OF_PRODUCTION)
    return life.get(LifecycleStage.LAST_BUY) or ends, ends


def _served_until(life: Mapping[str, date] | None, ends: list[int | None]) -> int | None:
    """Return the last month a part is needed: its own end, or that of its longest-lived model."""
    if life and LifecycleStage.END_OF_SERVICE in life:
        return month_number(life[LifecycleStage.END_OF_SERVICE])
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _assumptions() -> dict[int, dict[str, Any]]:
    names = ("propensity", "service_until", "repaired", "price", "last_buy")
    rows = PartAssumption.objects.values("item_id", *names)
    return {
        row["item_id"]: {name: row[name] for name in names if row[name] is not None} for row in rows
    }


def _part_table(parts: Mapping[str, PartInput], linked: Mapping[tuple[str, str], float]) -> Table:
    pairs = sorted(linked.items())
    rows = [(*pair, each, parts[pair[0]].at_once, parts[pair[0]].kin) for pair, each in pairs]
    return _table(("part", "model", "per_unit", "at_once", "kind"), rows)
