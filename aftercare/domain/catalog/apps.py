from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "aftercare.domain.catalog"

    def ready(self) -> None:
        from aftercare.base.search.queries import FieldKind, SearchField, register_field
        from aftercare.base.search.steps import register_filer
        from aftercare.base.spreadsheets.queries import register_sheet
        from aftercare.domain.catalog.operations.bom_sheet import BOMS
        from aftercare.domain.catalog.operations.document_sheet import DOCUMENTS
        from aftercare.domain.catalog.operations.item_sheet import ITEMS
        from aftercare.domain.catalog.operations.price_sheet import PRICES
        from aftercare.domain.catalog.steps import filings_of_items

        for name, kind, help_text in (
            ("kind", FieldKind.WORD, _("of an item: device, panel, board, component …")),
            ("class", FieldKind.WORD, _("of an item: television.lcd, television.*")),
            ("maker", FieldKind.WORD, _("the maker of an item")),
            ("wear", FieldKind.YES_NO, _("yes: an item that wears out")),
        ):
            register_field(SearchField(name, kind, help_text))
        register_filer("item", filings_of_items)
        for sheet in (ITEMS, BOMS, PRICES, DOCUMENTS):
            register_sheet(sheet)
