from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class ChainCheckBegun(Event):
    """The whole journal is being compared with its seals."""

    name: ClassVar[str] = "journal.chain_check_begun"

    chain_check_id: int


@dataclass(frozen=True)
class ChainChecked(Event):
    """The journal has been compared with its seals: it is what it was, or it is not."""

    name: ClassVar[str] = "journal.chain_checked"

    chain_check_id: int
    intact: bool
