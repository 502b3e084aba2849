"""Where lots went, as a list: every unit that holds a piece of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from aftercare.domain.units.permissions import UnitPermission
from aftercare.domain.units.queries import Affected, all_affected_units, trace_lots, visible_lots
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.exports.table import MOST_ROWS, ExportedList, Row
from aftercare.interfaces.workspace.units.forms import WindowForm
from aftercare.interfaces.workspace.units.tracing import asked_lots


@dataclass(frozen=True)
class Trace:
    """Where lots went, as columns and rows."""

    header: list[str]
    lots: list[int]

    def lines(self) -> Iterator[Row]:
        """Yield every unit, at most as many as anybody opens in a spreadsheet."""
        affected = all_affected_units(self.lots)
        for _number, each in zip(range(MOST_ROWS), affected, strict=False):
            yield _cells(each)

    def count(self) -> int:
        """Return how many units there are."""
        return min(trace_lots(self.lots).units, MOST_ROWS) if self.lots else 0


def _trace(request: ActorRequest) -> Trace:
    """Trace one lot, or all that a question is about."""
    header = [_("Serial number"), _("Item"), _("Inside"), _("Batch"), _("Customer"), _("Number")]
    header += [_("Country"), _("Dealer"), _("Number of the dealer")]
    key = request.GET.get("lot", "")
    if key.isdecimal():
        rows = visible_lots(request.actor).filter(pk=int(key))
    else:
        form = WindowForm(request.GET)
        wanted = form.cleaned_data if form.is_valid() else {}
        asked = asked_lots(request.actor, wanted)
        rows = asked if any(wanted.values()) else asked.none()
    return Trace(header, list(rows.values_list("pk", flat=True)))


def _cells(affected: Affected) -> list[str]:
    unit, through = affected.unit, affected.through
    account, dealer = unit.account, unit.dealer_account
    return [
        str(unit),
        unit.item.code,
        str(through) if through.pk != unit.pk else "",
        str(through.batch or ""),
        str(account or unit.contact or ""),
        account.code if account else "",
        account.country if account else "",
        str(dealer or unit.dealer),
        dealer.code if dealer else "",
    ]


TRACES = {"trace": ExportedList(UnitPermission.TRACE, _trace)}
