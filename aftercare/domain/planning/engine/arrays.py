"""What all modules say of arrays."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Piece = TypeVar("Piece")

TINY = 1e-300
"""Below what any probability here may be, and above what underflows."""


def slices(rows: int, size: int) -> Iterator[slice]:
    """Cut rows into pieces that stay in the caches of a processor."""
    return (slice(start, min(start + size, rows)) for start in range(0, rows, size))


def in_pieces(
    work: Callable[[slice], Piece], rows: int, size: int, executor: Executor | None = None
) -> list[Piece]:
    """Return what `work` makes of each piece, on as many cores or machines as `executor` has."""
    pieces = list(slices(rows, size))
    return list(executor.map(work, pieces) if executor else map(work, pieces))
