"""What the screen says of returns. The journal keeps codes; words belong here."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from aftercare.interfaces.workspace.repair_texts import says

RETURNS_SAID: dict[str, tuple[str, Any]] = {
    "returns.return_requested": ("truck-return", _("%(who)s asked to return something")),
    "returns.evidence_added": ("camera", _("%(who)s added evidence to the return")),
    "returns.return_approved": ("thumb-up", _("The return is approved; it may be sent")),
    "returns.return_refused": ("circle-x", _("%(who)s refused the return")),
    "returns.return_cancelled": ("x", _("%(who)s called the return off")),
    "returns.return_expiring": ("clock", _("The return expires soon; nothing has come")),
    "returns.return_expired": ("clock", _("The return has expired; nothing came")),
    "returns.return_reopened": ("rotate", _("%(who)s opened the return again")),
    "returns.return_comes_by": ("truck-loading", _("%(who)s said how the return comes")),
    "returns.instruction_sent": ("link", _("The customer got the instruction")),
    "returns.return_on_its_way": ("truck", _("The return is on its way")),
    "returns.goods_came": ("package-import", _("%(who)s scanned in what came")),
    "returns.arrival_settled": ("package", _("%(who)s settled what came unexpected")),
    "returns.line_not_coming": ("package-off", _("%(who)s waits no longer for a line")),
    "returns.line_inspected": ("search", _("%(who)s inspected a line")),
    "returns.line_decided": ("scale", _("%(who)s decided what becomes of a line")),
    "returns.decision_taken_back": ("rotate", _("%(who)s took a decision back")),
    "returns.line_done": ("circle-check", _("A line of the return is done")),
    "returns.replacement_sent": ("arrows-exchange", _("%(who)s sent a replacement")),
    "returns.replacement_wanted": (
        "arrows-exchange",
        _("%(who)s wants to send a replacement ahead"),
    ),
    "returns.replacement_expected": ("package-off", _("The replacement is not here yet")),
    "returns.paid_instead": ("receipt", _("%(who)s paid back instead of replacing")),
    "returns.old_one_charged": ("receipt", _("The old one did not come, and is charged")),
    "returns.charge_given_back": (
        "receipt",
        _("%(who)s gave back what was charged for the old one"),
    ),
    "returns.freight_noted": ("truck", _("%(who)s noted a freight bill")),
    "returns.supplier_return_opened": ("truck", _("%(who)s asked the supplier to take it back")),
    "returns.sent_to_supplier": ("truck", _("%(who)s sent it on to the supplier")),
    "returns.supplier_return_called_off": ("x", _("%(who)s sends it to no supplier")),
    "returns.supplier_answered": ("receipt", _("%(who)s noted what the supplier gives for it")),
    "returns.supplier_answer_taken_back": (
        "rotate",
        _("%(who)s took back what the supplier was said to give"),
    ),
    "returns.supplier_return_settled": ("circle-check", _("The supplier settled our return")),
    "returns.return_reason_changed": ("settings", _("%(who)s changed a reason for returns")),
    "returns.approval_rule_changed": ("settings", _("%(who)s changed an approval rule")),
}
"""Every event of a return: its icon, and how it is said."""

RETURNS_TOLD = {event: (icon, says(said)) for event, (icon, said) in RETURNS_SAID.items()}
TO_SUPPLIERS_TOLD = {
    event: told
    for event, told in RETURNS_TOLD.items()
    if event.startswith("returns.supplier_") or event == "returns.sent_to_supplier"
}
"""What the story of a repair tells of its parts that go to suppliers."""

RETURNS_IN_CASE = {
    event: RETURNS_TOLD[event]
    for event in (
        "returns.return_requested",
        "returns.return_approved",
        "returns.return_refused",
        "returns.return_expired",
        "returns.return_on_its_way",
        "returns.goods_came",
        "returns.line_decided",
        "returns.replacement_expected",
        "returns.replacement_sent",
    )
}
"""What the story of a case tells of its returns."""
