from procrastinate.contrib.django import app

from aftercare.domain.stock.models import Reservation
from aftercare.domain.stock.operations.reserving import expire_reservation
from aftercare.domain.stock.states import ReservationStatus
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


@app.periodic(cron="* * * * *")
@app.task(name="stock.expire_reservations", queueing_lock="stock.expire_reservations")
def expire_reservations(timestamp: int) -> None:
    """Let go every minute of what was held until a time that has passed."""
    at = clock.now()
    held = Reservation.objects.filter(status=ReservationStatus.HELD, expires_at__lte=at)
    for reservation in held.select_related("balance"):
        expire_reservation(reservation, actor=SYSTEM, at=at)
