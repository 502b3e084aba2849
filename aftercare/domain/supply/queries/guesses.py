"""What is assumed where nobody knows better, and what a day is worth. Set up under Settings."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import Setting, register_setting, settings_now

DAY = register_setting(
    Setting("supply.day_costs", 15, _("What a day of waiting for a part is worth."))
)
LATE_DAY = register_setting(
    Setting("supply.late_day_costs", 30, _("What a day is worth besides once a promise is late."))
)
TRANSFER_DAYS = register_setting(
    Setting("supply.transfer_days", 3, _("Days until goods come from another place of ours."))
)
TRANSFER_COSTS = register_setting(
    Setting("supply.transfer_costs", 10, _("Costs of sending goods between places of ours."))
)
REWORK_COSTS = register_setting(
    Setting("supply.rework_costs", 25, _("Costs of the rework a substitute needs, for each piece."))
)
CORE_DAYS = register_setting(
    Setting("supply.core_days", 6, _("Days until a faulty part is repaired."))
)
CORE_COSTS = register_setting(
    Setting("supply.core_costs", 40, _("Costs of repairing a faulty part."))
)
CORE_CHANCE = register_setting(
    Setting(
        "supply.core_chance",
        65,
        _("How many of a hundred faulty parts can be repaired, until we have repaired some."),
    )
)
HARVEST_DAYS = register_setting(
    Setting("supply.harvest_days", 2, _("Days until a part is taken out of a scrapped unit."))
)
HARVEST_COSTS = register_setting(
    Setting("supply.harvest_costs", 15, _("Costs of taking a part out of a scrapped unit."))
)
HARVEST_CHANCE = register_setting(
    Setting("supply.harvest_chance", 60, _("How many of a hundred harvested parts are good."))
)
PURCHASE_CHANCE = register_setting(
    Setting(
        "supply.purchase_chance",
        90,
        _("How many of a hundred deliveries come in time, until a supplier has delivered some."),
    )
)
EXIT_DAYS = register_setting(
    Setting("supply.exit_days", 3, _("Days until a unit is exchanged or refunded."))
)
ENOUGH = 5
"""From so many cases on, what has happened goes before what is assumed."""


class Guesses:
    """The settings of the desk, read at once."""

    def __init__(self) -> None:
        self._now: dict[str, Any] = settings_now()

    def money(self, setting: Setting) -> Decimal:
        """Return a setting that is an amount or a number of days."""
        return Decimal(str(self._now[setting.name]))

    def text(self, setting: Setting) -> str:
        """Return a setting that is a word."""
        return str(self._now[setting.name])

    def percent(self, setting: Setting, *, good: int = 0, of: int = 0) -> int:
        """Return how many of a hundred: as it was, where that is known, else as assumed."""
        if of >= ENOUGH:
            return max(round(100 * good / of), 1)
        return int(self._now[setting.name])
