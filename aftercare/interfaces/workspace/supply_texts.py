"""What the screen says of purchases and shortages. The journal keeps codes; words belong here."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from aftercare.interfaces.workspace.repair_texts import says

SUPPLY_SAID: dict[str, tuple[str, Any]] = {
    "supply.supplier_changed": ("building", _("%(who)s changed what is agreed with a supplier")),
    "supply.supplier_price_changed": ("cash", _("%(who)s changed a price of a supplier")),
    "supply.spares_share_changed": ("percentage", _("%(who)s changed a share of spares")),
    "supply.purchase_drafted": ("shopping-cart", _("%(who)s drafted a purchase order")),
    "supply.purchase_edited": ("pencil", _("%(who)s changed a draft of a purchase order")),
    "supply.purchase_requested": ("send", _("%(who)s asked for a purchase order")),
    "supply.purchase_sent_back": ("rotate", _("%(who)s sent a purchase request back")),
    "supply.purchase_ordered": ("truck-delivery", _("%(who)s ordered it of the supplier")),
    "supply.purchase_confirmed": ("calendar-check", _("The supplier promised a day")),
    "supply.purchase_received": ("package-import", _("%(who)s took in what the supplier sent")),
    "supply.purchase_closed": ("x", _("%(who)s closed a purchase order")),
    "supply.shortage_opened": ("package-off", _("A part is short")),
    "supply.way_out_chosen": ("arrows-split", _("%(who)s chose what to do about the short part")),
    "supply.choice_taken_back": ("rotate", _("%(who)s took the choice back")),
    "supply.transfer_sent": ("truck", _("%(who)s sent the part on its way")),
    "supply.shortage_solved": ("circle-check", _("The short part is there")),
    "supply.shortage_ended": ("x", _("The short part is not needed any more")),
}
"""Every event of supply: its icon, and how it is said."""

SUPPLY_TOLD = {event: (icon, says(said)) for event, (icon, said) in SUPPLY_SAID.items()}
SUPPLY_IN_CASE = {
    event: SUPPLY_TOLD[event]
    for event in ("supply.shortage_opened", "supply.way_out_chosen", "supply.shortage_solved")
}
"""What the story of a case tells of its short parts."""
