"""What all modules say of arrays."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Piece = TypeVar("Piece")
Made = TypeVar("Made")

TINY = 1e-300
"""Below what any probability here may be, and above what underflows."""


def slices(rows: int, size: int) -> Iterator[slice]:
    """Cut rows into pieces that stay in the caches of a processor."""
    return (slice(start, min(start + size, rows)) for start in range(0, rows, size))


def in_pieces(
    work: Callable[[Piece], Made], pieces: Iterable[Piece], executor: Executor | None = None
) -> list[Made]:
    """
    Return what `work` makes of each piece, on as many cores or machines as `executor` has.

    A piece holds only its own rows, so that little is sent to where it is worked on.
    """
    return list(executor.map(work, pieces) if executor else map(work, pieces))
