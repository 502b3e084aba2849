"""How parts age, kept from one day to the next: what was learned, as bytes and back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

import numpy as np

from aftercare.domain.planning.engine.arrays import Ints
from aftercare.domain.planning.engine.counts import Panel
from aftercare.domain.planning.engine.families import FAMILIES
from aftercare.domain.planning.engine.fitting import Fit, Prior
from aftercare.domain.planning.engine.forecasting import Doubts
from aftercare.domain.planning.engine.panel import PanelFit
from aftercare.domain.planning.queries.studies import Study, fitted

NEW = 0.1
"""If more than this share of groups or models is new, how parts age is learned anew."""


@dataclass(frozen=True)
class Known:
    """What was learned of all groups, and of which they were, in which months."""

    fit: PanelFit
    doubts: Doubts
    span: str
    models: list[str]
    pairs: list[str]
    panel: Panel | None = None

    def of(self, study: Study) -> tuple[PanelFit, Doubts, Ints] | None:
        """
        Return what is known of the groups and models of a study, and which groups are new.

        A new group begins with the prior of its kin, a new model with the mean of all. None if
        other months were seen, or too much is new.
        """
        groups = _places(pairs_of(study), self.pairs)
        models = _places(study.models, self.models)
        if self.span != span_of(study) or max(np.mean(groups < 0), np.mean(models < 0)) > NEW:
            return None
        new = np.flatnonzero(groups < 0)
        fit = _begun(self.fit.of(np.maximum(groups, 0)), new, study.parts.kin)
        return fit, _doubts_of(self.doubts, models), new


def _places(names: Sequence[str], known: Sequence[str]) -> Ints:
    """Return where names (N,) stand among those that are known; −1: nowhere."""
    place = {name: row for row, name in enumerate(known)}
    return np.array([place.get(name, -1) for name in names], np.int64)


def _begun(fit: PanelFit, new: Ints, kin: Ints) -> PanelFit:
    """Return a fit in which new groups are at the prior of their kin, as if nothing was seen."""
    if not len(new):
        return fit
    old = np.setdiff1d(np.arange(len(kin)), new)
    alike = {int(each): int(row) for row, each in zip(old[::-1], kin[old[::-1]], strict=True)}
    source = np.array([alike.get(int(each), int(old[0])) for each in kin[new]])
    fits, priors = [], []
    for each, prior in zip(fit.fits, fit.priors, strict=True):
        prior.mean[new] = prior.mean[source]
        each.theta[new] = prior.mean[new]
        each.covariance[new] = np.linalg.inv(prior.precision)
        each.log_likelihood[new] = each.evidence[new] = 0.0
        fits.append(each)
        priors.append(prior)
    fit.weights[new] = fit.weights[old].mean(axis=0)
    fit.failures[new] = fit.oldest[new] = 0.0
    return replace(fit, fits=tuple(fits), priors=tuple(priors))


def _doubts_of(doubts: Doubts, models: Ints) -> Doubts:
    """Return the doubts of models, those of new ones (−1) as of the mean of all."""
    known = models >= 0
    return replace(
        doubts,
        propensity=np.where(known, doubts.propensity[models], doubts.propensity.mean()),
        propensity_deviation=np.where(
            known, doubts.propensity_deviation[models], doubts.propensity_deviation.mean()
        ),
    )


def span_of(study: Study) -> str:
    """Return which months a study has seen."""
    return f"{study.first}|{study.base.now}"


def pairs_of(study: Study) -> list[str]:
    """Return what tells the groups of a study apart."""
    models = [study.models[int(model)] for model in study.parts.model]
    return [f"{part}|{model}" for part, model in zip(study.names, models, strict=True)]


def fit_in_bytes(study: Study, panel: Panel | None) -> bytes:
    """Return what a study and a panel of counts have learned, to be kept."""
    fit, doubts = fitted(study)
    arrays = {
        "span": np.array(span_of(study)),
        "models": np.array(study.models),
        "pairs": np.array(pairs_of(study)),
        "families": np.array([family.name for family in fit.families]),
        "weights": fit.weights,
        "edges": fit.edges,
        "failures": fit.failures,
        "oldest": fit.oldest,
        "propensity": doubts.propensity,
        "deviation": doubts.propensity_deviation,
        "retirement": np.array(doubts.retirement),
    }
    if panel:
        arrays["panel"] = np.array([panel.rate, panel.chance, panel.size])
        arrays["experts"] = panel.weights
    for place, (one, prior) in enumerate(zip(fit.fits, fit.priors, strict=True)):
        arrays |= {
            f"theta{place}": one.theta,
            f"covariance{place}": one.covariance,
            f"likelihood{place}": one.log_likelihood,
            f"evidence{place}": one.evidence,
            f"mean{place}": prior.mean,
            f"precision{place}": prior.precision,
        }
    kept = BytesIO()
    np.savez_compressed(kept, **arrays)  # type: ignore[arg-type]  # its stub takes them for options
    return kept.getvalue()


def fit_from_bytes(raw: bytes) -> Known | None:
    """Return what was kept, or None if it was learned by families, or kept in a way, of before."""
    with np.load(BytesIO(raw), allow_pickle=False) as kept:
        families = [family.name for family in FAMILIES]
        if "pairs" not in kept or kept["families"].tolist() != families:
            return None
        places = range(len(FAMILIES))
        fits = tuple(
            Fit(
                kept[f"theta{place}"],
                kept[f"covariance{place}"],
                kept[f"likelihood{place}"],
                kept[f"evidence{place}"],
            )
            for place in places
        )
        priors = tuple(Prior(kept[f"mean{place}"], kept[f"precision{place}"]) for place in places)
        names = ("weights", "edges", "failures", "oldest")
        fit = PanelFit(tuple(FAMILIES), fits, priors, *(kept[name] for name in names))
        doubts = Doubts(kept["propensity"], kept["deviation"], float(kept["retirement"]))
        panel = None
        if "panel" in kept:
            rate, chance, size = kept["panel"].tolist()
            panel = Panel(rate, chance, size, kept["experts"])
        models, pairs = kept["models"].tolist(), kept["pairs"].tolist()
        return Known(fit, doubts, str(kept["span"]), models, pairs, panel)
