"""Data for tests whose truth is known."""

from dataclasses import replace

import numpy as np

from aftercare.domain.planning.engine.exposure import risk_sets, units_at_risk
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
