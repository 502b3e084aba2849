from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class UnitsConfig(AppConfig):
    name = "aftercare.domain.units"

    def ready(self) -> None:
        from aftercare.base.spreadsheets.queries import register_sheet
        from aftercare.domain.catalog.queries import Holder, register_holder
        from aftercare.domain.customers.queries import Keeper, register_keeper
        from aftercare.domain.units.operations.lot_sheet import LOTS
        from aftercare.domain.units.operations.unit_sheet import UNITS
        from aftercare.domain.units.queries import units_touched, units_with
        from aftercare.domain.units.steps.persons import erase_from_units

        register_sheet(UNITS)
        register_sheet(LOTS)
        register_holder(Holder("units", gettext_lazy("Units in the field"), units_touched))
        register_keeper(Keeper("units", units_with, erase_from_units))
