"""How parts age, kept from one day to the next: what was learned, as bytes and back."""

from dataclasses import dataclass
from io import BytesIO

import numpy as np

from aftercare.domain.planning.engine.families import FAMILIES
from aftercare.domain.planning.engine.fitting import Fit, Prior
from aftercare.domain.planning.engine.forecasting import Doubts
from aftercare.domain.planning.engine.panel import PanelFit
from aftercare.domain.planning.queries.studies import Study, fitted


@dataclass(frozen=True)
class Known:
    """What was learned of all groups, and of which they were, in which months."""

    fit: PanelFit
    doubts: Doubts
    labels: list[str]

    def fits(self, study: Study) -> bool:
        """Return whether it is about the very groups and months of a study."""
        return self.labels == labels_of(study)


def labels_of(study: Study) -> list[str]:
    """Return what tells a study from others that are about other groups, models or months."""
    models = [study.models[int(model)] for model in study.parts.model]
    pairs = [f"{part}|{model}" for part, model in zip(study.names, models, strict=True)]
    return [f"{study.first}|{study.base.now}", *study.models, *pairs]


def fit_in_bytes(study: Study) -> bytes:
    """Return what a study has learned, to be kept."""
    fit, doubts = fitted(study)
    arrays = {
        "labels": np.array(labels_of(study)),
        "families": np.array([family.name for family in fit.families]),
        "weights": fit.weights,
        "edges": fit.edges,
        "failures": fit.failures,
        "oldest": fit.oldest,
        "propensity": doubts.propensity,
        "deviation": doubts.propensity_deviation,
        "retirement": np.array(doubts.retirement),
    }
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
    """Return what was kept, or None if it was learned by families that are no more."""
    with np.load(BytesIO(raw), allow_pickle=False) as kept:
        if kept["families"].tolist() != [family.name for family in FAMILIES]:
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
        return Known(fit, doubts, kept["labels"].tolist())
