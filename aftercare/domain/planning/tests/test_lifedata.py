"""Published examples, and laws that any fit has to obey."""

import numpy as np
import pytest

from aftercare.domain.planning.engine.lifedata import fit_lives, lives

# Kilometres to failure of shock absorbers (O'Connor 1985; Meeker & Escobar 1998, table C.2).
FAILED = [6700, 9120, 12200, 13150, 14300, 17520, 20100, 20900, 22700, 26510, 27490]
RUNNING = [6950, 7820, 8790, 9660, 9820, 11310, 11690, 11850, 11880, 12140, 12870, 13330, 13470]
RUNNING += [14040, 17540, 17890, 18450, 18960, 18980, 19410, 20100, 20150, 20320, 23490, 27410]
RUNNING += [27890, 28100]


def absorbers(factor=1.0):
    times = np.array(FAILED + RUNNING, float) * factor
    return lives(times, failed=np.arange(len(times)) < len(FAILED))


def test_shock_absorbers_are_as_published():
    fit = fit_lives("weibull", absorbers())

    assert np.exp(fit.location) == pytest.approx(27718.718, rel=1e-6)
    assert np.exp(-fit.log_scale) == pytest.approx(3.16047031, rel=1e-6)
    assert fit.log_likelihood == pytest.approx(-123.99536, abs=1e-5)


@pytest.mark.parametrize("family", ["weibull", "lognormal"])
@pytest.mark.parametrize("factor", [1e-80, 1e-3, 1e80])
def test_the_unit_of_time_does_not_matter(family, factor):
    plain, scaled = fit_lives(family, absorbers()), fit_lives(family, absorbers(factor))

    assert scaled.log_scale == pytest.approx(plain.log_scale, rel=1e-9)
    assert scaled.location - np.log(factor) == pytest.approx(plain.location, rel=1e-9)


@pytest.mark.parametrize("family", ["weibull", "lognormal"])
def test_narrow_intervals_are_exact_times(family):
    exact = absorbers()
    width = np.where(np.isfinite(exact.upper), 1, 0)
    near = lives(exact.lower - width, exact.upper + width)

    fit, other = fit_lives(family, exact), fit_lives(family, near)

    assert other.location == pytest.approx(fit.location, abs=1e-5)
    assert other.log_scale == pytest.approx(fit.log_scale, abs=1e-4)


def test_units_watched_late_are_not_taken_for_long_lived():
    rng = np.random.default_rng(5)
    life, entry = 50 * rng.weibull(1.7, 20_000), rng.uniform(0, 60, 20_000)
    watched = life > entry
    life, entry = life[watched], entry[watched]

    aware = fit_lives("weibull", lives(life, entry=entry))
    naive = fit_lives("weibull", lives(life))

    assert np.exp(aware.location) == pytest.approx(50, rel=0.03)
    assert np.exp(naive.location) > 55


def test_one_failure_is_refused():
    with pytest.raises(ValueError, match="Two failures"):
        fit_lives("weibull", lives([3.0, 4.0], failed=[1, 0]))
