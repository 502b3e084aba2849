from dataclasses import dataclass

from aftercare.domain.stock.models import Place
from aftercare.domain.stock.states import MovementKind
from aftercare.kit.refs import Ref


@dataclass(frozen=True)
class Posting:
    """
    How goods are moved: in which way, from where to where, because of what.

    Who moves them by hand for no document of ours says in `paper` or `reason` what for.
    """

    kind: MovementKind
    source: Place
    target: Place
    document: Ref | None
    paper: str = ""
    reason: str = ""

    @property
    def named(self) -> str:
        return str(self.document or "")
