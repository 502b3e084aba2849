"""
Forecast the car parts by statsforecast, and print the errors of each method as JSON.

Run by `bench.planning` with the Python of an environment that has statsforecast:

    python point_forecasts.py DEMAND.npy
"""

import json
import sys
import time
from typing import Any

import numpy as np
from statsforecast import models


def main() -> None:
    """Print {method: "RMSE / RMSE of the sum, seconds"} over twelve months."""
    demand = np.load(sys.argv[1])
    past, future = demand[:, :-12], demand[:, -12:]
    known = ~np.isnan(future)
    found = {}
    for name, method in methods().items():
        begun = time.perf_counter()
        point = np.array([method.forecast(row[~np.isnan(row)], 12)["mean"] for row in past])
        seconds = time.perf_counter() - begun
        months = np.sqrt(np.nanmean(np.square(future - point)))
        total = np.nansum(future, axis=1) - np.where(known, point, 0).sum(axis=1)
        found[name] = f"{months:.4f} / {np.sqrt(np.mean(np.square(total))):.3f}, {seconds:.1f} s"
    print(json.dumps(found))  # noqa: T201  # the result


def methods() -> dict[str, Any]:
    """Return the methods by our names."""
    return {
        "croston": models.CrostonClassic(),
        "sba": models.CrostonSBA(),
        "tsb": models.TSB(0.2, 0.2),
        "adida": models.ADIDA(),
        "imapa": models.IMAPA(),
    }


if __name__ == "__main__":
    main()
