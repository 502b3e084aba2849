from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class CoverageConfig(AppConfig):
    name = "aftercare.domain.coverage"

    def ready(self) -> None:
        from aftercare.base.spreadsheets.queries import register_sheet  # noqa: PLC0415  # models are ready only now
        from aftercare.domain.catalog.queries import Holder, register_holder  # noqa: PLC0415  # see above
        from aftercare.domain.coverage.operations.contract_sheet import CONTRACTS  # noqa: PLC0415  # see above
        from aftercare.domain.coverage.queries.contracts import contracts_touched  # noqa: PLC0415  # see above

        register_sheet(CONTRACTS)
        title = gettext_lazy("Contracts of who has such units")
        register_holder(Holder("contracts", title, contracts_touched))
