"""Data for tests whose truth is known."""

from dataclasses import replace

import numpy as np

from aftercare.domain.planning.engine.exposure import (
    Base,
    Claims,
    failures_seen,
    risk_sets,
    units_at_risk,
)
from aftercare.domain.planning.engine.forecasting import learn_propensity
from aftercare.domain.planning.engine.generator import make_world
from aftercare.domain.planning.engine.panel import fit_panel


def fitted_world(*, models, life="Weibull", believed=0.40, seed=7):
    world = make_world(
        np.random.default_rng(seed), models=models, life=life, believed_propensity=believed
    )
    ages = world.base.now
    at_risk, failed = risk_sets(world.base, world.claims, world.parts.model, world.parts.per_unit)
    fit = fit_panel(at_risk, failed, passes=4)
    everybody = replace(world.base, propensity=np.ones(models))
    could = units_at_risk(everybody, ages)[world.parts.model]
    steps = fit.steps(fit.edges)
    doubts = learn_propensity(world.base, world.parts, steps=steps, failed=failed, could=could)
    return world, fit, doubts


def world_of_two_causes(*, units, groups=40, seed=1, now=36, horizon=60, alike=False):
    """
    Return base, at risk, failures by cause (G, 2, A), and what is expected (G, H) afterwards.

    Sold for two years, exchanged when they fail. Both causes take about 2 % in three years: one
    strikes early (shape below 1), one wears (3 to 4), or both the same way.
    """
    rng = np.random.default_rng(seed)
    ages, sold_for = now + horizon, 24
    shapes = [rng.uniform(0.35, 0.6, groups), rng.uniform(3, 4, groups)]
    if alike:
        shapes = [rng.uniform(1, 1.5, groups)] * 2
    level = 0.02 * np.exp(rng.normal(0, 0.4, (2, groups)))
    reached = level[:, :, None] * (np.arange(ages + 1.0) / now) ** np.stack(shapes)[:, :, None]
    steps = np.diff(reached, axis=2)
    whole = steps.sum(axis=0)
    failing = np.exp(-np.cumsum(whole, axis=1) + whole) * -np.expm1(-whole)
    sales = np.full((groups, sold_for), units / sold_for)
    sales = np.pad(sales, ((0, 0), (0, now - sold_for)))
    claims, expected = [], np.zeros((groups, horizon))
    for sold in range(sold_for):
        mean = sales[:, sold, None] * failing * steps / whole
        cause, group, age = np.nonzero(counts := rng.poisson(mean[:, :, : now - sold]))
        claims.append((2 * group + cause, np.full_like(age, sold), sold + age, counts[counts > 0]))
        expected += (sales[:, sold, None] * failing)[:, now - sold : now - sold + horizon]
    of_causes = Claims(*(np.concatenate(each) for each in zip(*claims, strict=True)))
    every = np.full(groups, 1.0)
    base = Base(sales, 300 * every, now, np.ones((groups, ages)), every, repaired=False)
    failed = failures_seen(of_causes, base, 2 * groups, now).reshape(groups, 2, now)
    both = replace(of_causes, group=of_causes.group // 2)
    at_risk, _failed = risk_sets(base, both, np.arange(groups), every)
    return base, at_risk, failed, expected
