from dataclasses import dataclass

from aftercare.domain.stock.models import Place
from aftercare.domain.stock.states import MovementKind
from aftercare.kit.refs import Ref


@dataclass(frozen=True)
class Posting:
    """How goods are moved: in which way, from where to where, because of what."""

    kind: MovementKind
    source: Place
    target: Place
    document: Ref
    paper: str = ""
    reason: str = ""
