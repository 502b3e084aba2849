from django.apps import AppConfig


class RepairsConfig(AppConfig):
    name = "aftercare.domain.repairs"

    def ready(self) -> None:
        from aftercare.base.search.steps import register_filer
        from aftercare.base.spreadsheets.queries import register_sheet
        from aftercare.domain.coverage.queries.history import register_historian
        from aftercare.domain.customers.queries import Keeper, register_keeper
        from aftercare.domain.repairs.operations.past_sheet import PAST_REPAIRS
        from aftercare.domain.repairs.queries import repairs_with
        from aftercare.domain.repairs.queries.history import repairs_of_units
        from aftercare.domain.repairs.steps.filing import filings_of_orders
        from aftercare.domain.repairs.steps.persons import erase_from_repairs

        register_filer("work_order", filings_of_orders)
        register_sheet(PAST_REPAIRS)
        register_historian("repairs", repairs_of_units)
        register_keeper(Keeper("repairs", repairs_with, erase_from_repairs))
