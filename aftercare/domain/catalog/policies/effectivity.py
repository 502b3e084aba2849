"""What holds for which production: a batch, a range of serials, a span of days."""

from dataclasses import dataclass
from datetime import date

from aftercare.domain.catalog.policies.designators import natural
from aftercare.domain.catalog.policies.numbers import plain_number


@dataclass(frozen=True)
class Made:
    """What is known of how a unit was made; what is not known is empty."""

    batch: str = ""
    serial: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Effectivity:
    """For which production something holds; nothing said means for all of it."""

    batch: str = ""
    serial_from: str = ""
    serial_to: str = ""
    from_on: date | None = None
    until_on: date | None = None

    def fits(self, made: Made) -> int | None:
        """
        Return how closely this fits what was made; None if it does not.

        A condition that cannot be checked, because nothing is known of the unit, does not fit.
        The batch tells more than the serial, and the serial more than the day.
        """
        checks = (
            (bool(self.batch), plain_number(self.batch) == plain_number(made.batch), 4),
            (bool(self.serial_from or self.serial_to), self._holds_serial(made.serial), 2),
            (bool(self.from_on or self.until_on), self._holds_day(made.on), 1),
        )
        if any(asked and not holds for asked, holds, _weight in checks):
            return None
        return sum(weight for asked, _holds, weight in checks if asked)

    def _holds_serial(self, serial: str) -> bool:
        if not serial:
            return False
        first, last = natural(self.serial_from), natural(self.serial_to)
        return first <= natural(serial) and (not last or natural(serial) <= last)

    def _holds_day(self, day: date | None) -> bool:
        if day is None:
            return False
        return (self.from_on or date.min) <= day < (self.until_on or date.max)
