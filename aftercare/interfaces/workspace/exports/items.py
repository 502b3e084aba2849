"""Lists of the catalog and of what was taken in: bills, uses, parameters, codes, imports."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from aftercare.base.spreadsheets.models import Import
from aftercare.base.spreadsheets.permissions import SpreadsheetPermission
from aftercare.base.spreadsheets.queries import importable_sheets, visible_imports
from aftercare.domain.catalog.models import BomLine, FaultCode, Parameter
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.queries import (
    Use,
    visible_bom_lines,
    visible_fault_codes,
    visible_items,
    visible_parameters,
    where_used,
)
from aftercare.domain.catalog.states import FaultCodeKind
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.exports.table import MOST_ROWS, ExportedList, Row, Table


def _bom(request: ActorRequest) -> Table:
    """Hand out a bill under the headings by which one is taken in again."""
    header = [_("Item"), _("Production batch"), _("Part"), _("Quantity"), _("Places"), _("Note")]
    key = request.GET.get("bom", "")
    rows = visible_bom_lines(request.actor).filter(bom=int(key) if key.isdecimal() else 0)
    return Table(header, rows, lambda some: map(_part, some))


def _part(line: BomLine) -> Row:
    made = [line.bom.item.code, line.bom.batch, line.item.code]
    return [*made, line.quantity, line.places, line.note]


@dataclass(frozen=True)
class Uses:
    """Everything that contains an item, as columns and rows."""

    header: list[str]
    uses: list[Use]

    def lines(self) -> Iterator[Row]:
        """Yield every use, the nearest first."""
        language = get_language() or ""
        for use in self.uses[:MOST_ROWS]:
            line, item = use.line, use.item
            where = [item.code, item.name_in(language), use.bom.batch, use.level, line.item.code]
            yield [*where, line.quantity, line.places]

    def count(self) -> int:
        """Return how many uses there are."""
        return min(len(self.uses), MOST_ROWS)


def _uses(request: ActorRequest) -> Uses:
    header = [
        _("Item"),
        _("Name"),
        _("Production batch"),
        pgettext("of a bill of materials", "Level"),
    ]
    header += [_("Part"), _("Quantity"), _("Places")]
    asked = visible_items(request.actor).filter(code=request.GET.get("item", ""))
    is_ours = request.actor.kind not in ("customer", "station")
    return Uses(header, where_used(*asked.values_list("pk", flat=True)) if is_ours else [])


def _parameters(request: ActorRequest) -> Table:
    header = [_("Parameter"), _("Code"), _("Kind"), _("Measured in")]
    return Table(header, visible_parameters(request.actor), lambda some: map(_parameter, some))


def _parameter(parameter: Parameter) -> Row:
    name = parameter.name_in(get_language() or "")
    return [name, parameter.code, parameter.get_kind_display(), parameter.unit]


def _codes(request: ActorRequest) -> Table:
    header = [_("Kind"), _("Code"), _("Below"), _("Name"), _("Only for the class"), _("State")]
    kind = request.GET.get("kind") or FaultCodeKind.SYMPTOM
    rows = visible_fault_codes(request.actor).filter(kind=kind).select_related("parent")
    return Table(header, rows, lambda some: map(_code, some))


def _code(code: FaultCode) -> Row:
    above = code.parent.code if code.parent else ""
    known = [code.get_kind_display(), code.code, above, code.name_in(get_language() or "")]
    return [*known, code.item_class, _("retired") if code.retired else ""]


def _imports(request: ActorRequest) -> Table:
    titles = {sheet.name: str(sheet.title) for sheet in importable_sheets(request.actor)}
    header = [_("Number"), _("What"), _("File"), _("By"), _("Begun"), _("Rows"), _("State")]

    def cells(run: Import) -> Row:
        known = [run.code, titles[run.sheet], run.name, run.by.name, run.at, run.total]
        return [*known, run.get_status_display()]

    return Table(header, visible_imports(request.actor), lambda some: map(cells, some))


ITEMS = {
    "bom": ExportedList(CatalogPermission.VIEW, _bom),
    "where-used": ExportedList(CatalogPermission.VIEW, _uses),
    "parameters": ExportedList(CatalogPermission.SET_UP, _parameters),
    "fault-codes": ExportedList(CatalogPermission.SET_UP, _codes),
    "imports": ExportedList(SpreadsheetPermission.IMPORT, _imports),
}
