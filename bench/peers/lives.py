"""
Fit lives between bounds by lifelines, and print location, log scale and log likelihood as JSON.

Run by `bench.planning` with the Python of an environment that has lifelines:

    python lives.py '["weibull", [lower …], [upper …], [entry …]]'
"""

import json
import sys

import numpy as np
from lifelines import LogNormalFitter, WeibullFitter


def main() -> None:
    """Print what lifelines finds."""
    family, *columns = json.loads(sys.argv[1])
    lower, upper, entry = (np.array(column, float) for column in columns)
    fitter = WeibullFitter() if family == "weibull" else LogNormalFitter()
    fitter.fit_interval_censoring(lower, upper, entry=entry)
    if family == "weibull":
        found = [np.log(fitter.lambda_), -np.log(fitter.rho_), fitter.log_likelihood_]
    else:
        found = [fitter.mu_, np.log(fitter.sigma_), fitter.log_likelihood_]
    print(json.dumps([float(each) for each in found]))  # noqa: T201  # the result


if __name__ == "__main__":
    main()
