"""What the screen says of repairs. The journal keeps codes; words belong here."""

from typing import Any

from django.utils.translation import gettext_lazy as _

REPAIRS_SAID: dict[str, tuple[str, Any]] = {
    "repairs.order_opened": ("tool", _("%(who)s opened a work order")),
    "repairs.repairs_imported": ("history", _("%(who)s took past repairs over from a file")),
    "repairs.repairs_removed": ("history-off", _("%(who)s took past repairs of a file out again")),
    "repairs.order_assigned": ("user-check", _("%(who)s gave the work order to %(other)s")),
    "repairs.unit_received": ("package-import", _("%(who)s received the unit")),
    "repairs.photos_added": ("camera", _("%(who)s added photos")),
    "repairs.unit_diagnosed": ("stethoscope", _("%(who)s diagnosed the unit")),
    "repairs.reading_taken": ("gauge", _("%(who)s took a reading")),
    "repairs.repair_approved": ("thumb-up", _("The repair is approved")),
    "repairs.part_needed": ("package", _("%(who)s needs a part")),
    "repairs.part_not_needed": ("package-off", _("%(who)s does not need a part after all")),
    "repairs.part_fitted": ("cpu", _("%(who)s fitted a part")),
    "repairs.quote_made": ("receipt", _("%(who)s made a quote")),
    "repairs.quote_answered": ("receipt", _("The quote was answered")),
    "repairs.customer_asked": ("message", _("The customer asked something")),
    "repairs.question_answered": ("message-check", _("%(who)s answered the customer")),
    "repairs.repair_accepted": ("star", _("The customer accepted the repair")),
    "repairs.labor_rate_changed": ("receipt", _("%(who)s changed what work costs")),
    "repairs.ready_date_set": ("calendar-due", _("%(who)s agreed on another day")),
    "repairs.repair_begun": ("tool", _("%(who)s works on it at the bench")),
    "repairs.repair_waits": ("player-pause", _("The repair waits. The clocks stand still")),
    "repairs.final_test_begun": ("checklist", _("%(who)s tests the unit")),
    "repairs.point_tested": ("check", _("%(who)s tested a point")),
    "repairs.unit_released": ("shield-check", _("%(who)s released the unit")),
    "repairs.unit_cleaned": ("sparkles", _("%(who)s finished the unit; it is ready")),
    "repairs.unit_handed_over": ("circle-check", _("%(who)s handed over the repaired unit")),
    "repairs.handover_pack_made": ("file-text", _("The papers for the customer are made")),
    "repairs.repair_refused": ("circle-x", _("The unit will not be repaired")),
    "repairs.unit_returned": ("arrow-back-up", _("%(who)s gave the unit back unrepaired")),
    "repairs.unit_exchanged": ("arrows-exchange", _("%(who)s exchanged the unit")),
    "repairs.unit_scrapped": ("trash", _("%(who)s scrapped the unit, with proof")),
    "repairs.order_cancelled": ("x", _("The unit never came")),
    "repairs.unit_sent_out": ("truck", _("%(who)s sent the unit to another workshop")),
    "repairs.unit_came_back": ("truck-return", _("The unit came back from another workshop")),
    "repairs.link_sent": ("link", _("The customer got the link to their repair")),
    "repairs.final_test_changed": ("checklist", _("%(who)s changed how an item is tested")),
}
"""Every event of a repair: its icon, and how it is said."""


def says(said: Any) -> Any:
    """Return how a sentence is told of an event."""

    def tell(_data: dict[str, Any], who: str, other: str) -> str:
        return str(said) % {"who": who, "other": other or "–"}

    return tell


REPAIRS_TOLD = {event: (icon, says(said)) for event, (icon, said) in REPAIRS_SAID.items()}
IN_CASE = {
    event: REPAIRS_TOLD[event]
    for event in (
        "repairs.order_opened",
        "repairs.unit_received",
        "repairs.unit_diagnosed",
        "repairs.repair_approved",
        "repairs.quote_made",
        "repairs.quote_answered",
        "repairs.customer_asked",
        "repairs.repair_accepted",
        "repairs.repair_waits",
        "repairs.unit_cleaned",
        "repairs.unit_handed_over",
        "repairs.repair_refused",
        "repairs.unit_returned",
        "repairs.unit_exchanged",
        "repairs.unit_scrapped",
    )
}
"""What the stream of a case tells of its repairs."""
