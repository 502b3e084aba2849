from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class CoverageConfig(AppConfig):
    name = "aftercare.domain.coverage"

    def ready(self) -> None:
        from aftercare.base.spreadsheets.queries import register_sheet
        from aftercare.domain.catalog.queries import Holder, register_holder
        from aftercare.domain.coverage.operations.contract_sheet import CONTRACTS
        from aftercare.domain.coverage.queries.contracts import contracts_touched

        register_sheet(CONTRACTS)
        title = gettext_lazy("Contracts of who has such units")
        register_holder(Holder("contracts", title, contracts_touched, is_counted_itself=True))
