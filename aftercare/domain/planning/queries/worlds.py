"""Tables of a company that never was: to play with, and with the truth to compare."""

from typing import Any

import numpy as np

from aftercare.domain.planning.engine.generator import World, make_world
from aftercare.domain.planning.policies.cells import month_text

Rows = list[dict[str, Any]]

_FIRST = 12 * 2023
_KINDS = (
    "panel",
    "main board",
    "power board",
    "backlight",
    "speaker",
    "remote",
    "Wi-Fi module",
    "T-CON board",
    "cable set",
    "stand",
)
_PRICES = (180.0, 60.0, 22.0, 15.0, 6.0, 8.0, 9.0, 28.0, 4.0, 12.0)


def demo_tables(models: int, seed: int) -> dict[str, Rows]:
    """Return rows by the name of their table; `truth` is what a planner does not know."""
    rng = np.random.default_rng(seed)
    world = make_world(rng, models=models, parts_each=len(_KINDS))
    names = [f"M{number + 1:03d}" for number in range(models)]
    parts = [f"{names[model]}-{kind[:3].upper()}" for model, kind in _pairs(world)]
    return {
        "sales": _sales(world, names),
        "repairs": _repairs(world, names, parts),
        "models": [
            {"model": name, "warranty": world.base.warranty[row], "propensity": 0.4, "in_use": 83}
            for row, name in enumerate(names)
        ],
        "parts": _parts(world, names, parts, rng),
        "demand": _demand(rng, world.base.now),
        "stations": _stations(world, parts, rng),
        "truth": _truth(world, names, parts),
    }


def _pairs(world: World) -> list[tuple[int, str]]:
    return [
        (int(model), _KINDS[group % len(_KINDS)]) for group, model in enumerate(world.parts.model)
    ]


def _sales(world: World, names: list[str]) -> Rows:
    return [
        {"model": names[model], "month": month_text(_FIRST + month), "quantity": int(units)}
        for (model, month), units in np.ndenumerate(world.base.sales)
        if units
    ]


def _repairs(world: World, names: list[str], parts: list[str]) -> Rows:
    """Return repairs by month of sale, failure and report; one in twenty does not say the sale."""
    claims = world.claims
    return [
        {
            "part": parts[group],
            "model": names[int(world.parts.model[group])],
            "sold": "" if number % 20 == 7 else month_text(_FIRST + int(sold)),  # noqa: PLR2004  # any
            "failed": month_text(_FIRST + int(failed)),
            "reported": month_text(_FIRST + int(reported)),
            "quantity": int(count),
        }
        for number, (group, sold, failed, reported, count) in enumerate(
            zip(claims.group, claims.sold, claims.failed, world.reported, claims.count, strict=True)
        )
    ]


def _parts(world: World, names: list[str], parts: list[str], rng: np.random.Generator) -> Rows:
    yearly = world.history[:, -12:].sum(axis=1)
    rows = []
    for group, (model, kind) in enumerate(_pairs(world)):
        price = _PRICES[group % len(_KINDS)]
        repaired = kind in {"main board", "panel"}
        rows.append(
            {
                "part": parts[group],
                "model": names[model],
                "kind": kind,
                "per_unit": 1,
                "price": price,
                "missing": round(price * 4 + 40, 2),
                "holding": round(price * 0.01, 3),
                "salvage": round(price * 0.05, 2),
                "stock": int(yearly[group] * rng.uniform(0, 3)),
                "on_order": 0,
                "least_order": 20,
                "pack": 5,
                "returned": 0.6 if repaired else 0,
                "repaired": 0.5 if repaired else 0,
                "turn_around": 1.5 if repaired else "",
                "turn_around_90": 3 if repaired else "",
                "lead_time": 3,
            }
        )
    return rows


def _demand(rng: np.random.Generator, now: int) -> Rows:
    """Return demand of generic components, of which nobody knows where they are used."""
    rows = []
    for number in range(20):
        counts = rng.poisson(rng.gamma(0.6, 2.0), now) * (rng.random(now) < rng.uniform(0.2, 1))
        rows += [
            {
                "part": f"GEN-{number + 1:02d}",
                "month": month_text(_FIRST + month),
                "quantity": units,
            }
            for month, units in enumerate(counts)
        ]
    return rows


def _stations(world: World, parts: list[str], rng: np.random.Generator) -> Rows:
    monthly = world.history[:, -12:].sum(axis=1) / 12
    share = rng.dirichlet(np.full(8, 1.5), len(parts))
    distance = rng.uniform(0.05, 0.5, 8)
    return [
        {
            "part": part,
            "station": f"Station {site + 1}",
            "demand": round(float(monthly[row] * share[row, site]), 3),
            "order_time": round(float(distance[site]), 2),
            "repaired": 0,
            "repair_time": 0,
        }
        for row, part in enumerate(parts)
        for site in range(8)
    ]


def _truth(world: World, names: list[str], parts: list[str]) -> Rows:
    return [
        {
            "part": parts[group],
            "model": names[int(world.parts.model[group])],
            "months": world.actual.shape[1],
            "expected": round(float(world.expected[group].sum()), 1),
            "actual": int(world.actual[group].sum()),
        }
        for group in range(len(parts))
    ]
