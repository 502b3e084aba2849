from datetime import datetime

from aftercare.domain.orders.operations.spares import note_spares_corrected
from aftercare.domain.stock.events import MovementCorrected
from aftercare.domain.stock.models import Movement
from aftercare.kit.actors import Actor
from aftercare.kit.reactions import reacts_to


@reacts_to(MovementCorrected)
def owe_spares_again(event: MovementCorrected, *, actor: Actor, at: datetime) -> None:
    """Let free spares be due again once the movement by which they left us was corrected."""
    kind, _colon, key = event.document.partition(":")
    if kind == "movement":
        movement = Movement.objects.get(pk=int(key))
        note_spares_corrected(movement, actor=actor, at=at)
