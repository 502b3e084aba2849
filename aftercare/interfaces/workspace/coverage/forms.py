"""What is asked of a claim, as a form; and back as facts."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.domain.coverage.queries.contracts import contracts_for
from aftercare.domain.coverage.queries.lacking import lacking_in
from aftercare.domain.coverage.queries.rulebooks import choices_of, part_named
from aftercare.domain.coverage.queries.suppliers import upstream_of_part
from aftercare.domain.customers.models import Account
from aftercare.domain.units.models import Unit
from aftercare.interfaces.ui.choices import country_choices
from aftercare.interfaces.ui.forms import CurrencyField, Form

Choices = list[tuple[str, Any]]
DAY = forms.DateInput(attrs={"type": "date"})
UNKNOWN: tuple[str, Any] = ("", _("not known"))
YES_NO: Choices = [UNKNOWN, ("yes", pgettext_lazy("answer", "yes")), ("no", _("no"))]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DAY)


def _word(label: Any, *codes: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=lambda: [UNKNOWN, *choices_of(codes)]
    )


def _yes_no(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=YES_NO)


FIELD_OF = {
    "fault": "fault_kind",
    "fault.cause": "fault_cause",
    "fault.severity": "fault_severity",
    "fault.found_on": "fault_found_on",
    "repairs": "history_known",
    "waits": "history_known",
    "exchanges": "history_known",
    "price": "price_amount",
    "proof": "proof",
}
"""The field in which a missing fact is asked for, where it is not called like the fact."""


class FactsForm(Form):
    """All that may be known of one claim. What is left open is asked for if a rule needs it."""

    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    buyer = forms.ChoiceField(
        label=_("Bought by"), choices=lambda: choices_of(("consumer", "business"))
    )
    item_class = forms.CharField(
        label=_("Class of the item"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "item-classes", "autocomplete": "off"}),
        help_text=_("As rule books name it: television.lcd, phone, board."),
    )
    sold_on = _day(_("Sold on"))
    invoiced_on = _day(_("Invoice of"))
    delivered_on = _day(_("Delivered on"))
    price_amount = forms.DecimalField(label=_("Price"), required=False, min_value=0, max_digits=14)
    price_currency = CurrencyField(required=False)
    fault_kind = _word(_("What is wrong"), "performance", "appearance", "none")
    fault_cause = _word(
        _("Cause"),
        "defect",
        "human_damage",
        "opened_by_others",
        "mismatch",
        "force_majeure",
        "no_network_license",
        "wear",
        "undetermined",
    )
    fault_part = forms.CharField(
        label=_("Part that is broken"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "parts", "autocomplete": "off"}),
    )
    fault_found_on = _day(_("Fault found on"))
    fault_hidden = _yes_no(_("A hidden fault"))
    fault_severity = _word(_("How grave"), "minor", "normal", "serious")
    history_known = forms.BooleanField(
        label=_("This is all: no other repair, exchange or wait"), required=False
    )
    asks = _word(_("The customer asks for"), "repair", "exchange", "refund", "price_reduction")
    sale = _word(_("How it was sold"), "shop", "distance")
    proof = forms.MultipleChoiceField(
        label=_("Proof of purchase"),
        required=False,
        choices=lambda: choices_of(("invoice", "card", "copy", "nothing")),
        widget=forms.CheckboxSelectMultiple,
    )
    stock = _word(_("Same model in stock"), "available", "none")
    installation_agreed = _yes_no(_("Installation was agreed"))
    installed_on = _day(_("Installed on"))
    manufactured_on = _day(_("Factory date"))
    production_ended_on = _day(_("End of production"))
    last_placed_on = _day(_("Last unit of the model sold on"))
    intact = _yes_no(_("Intact, as it was sold"))
    seller_declined = _yes_no(_("The seller refused to repair or replace"))
    declared_unfit = _yes_no(_("Declared unfit by an authority"))
    made_to_order = _yes_no(_("Made to order"))
    one_year_agreed = _yes_no(_("Second-hand, with one year of liability agreed"))
    may_end_contract = _yes_no(_("The law lets the buyer end the contract"))
    impossible = forms.MultipleChoiceField(
        label=_("Impossible or out of proportion"),
        required=False,
        choices=lambda: choices_of(("repair", "exchange")),
        widget=forms.CheckboxSelectMultiple,
    )

    MAIN = ("country", "buyer", "item_class", "sold_on", "invoiced_on", "delivered_on")
    MONEY = ("price_amount", "price_currency")
    FAULT = ("fault_kind", "fault_cause", "fault_part", "fault_found_on", "fault_severity", "asks")

    def clean_fault_part(self) -> str:
        """Take a part by its name in any language: rules know it by one word."""
        return part_named(self.cleaned_data["fault_part"])

    def fields_in(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        """Return some of the fields, to draw them together."""
        return [self[name] for name in names]

    @property
    def sold(self) -> list[forms.BoundField]:
        return self.fields_in((*self.MAIN, *self.MONEY))

    @property
    def wrong(self) -> list[forms.BoundField]:
        return self.fields_in(self.FAULT)

    @property
    def more(self) -> list[forms.BoundField]:
        """What only some rules ask for."""
        shown = {*self.MAIN, *self.MONEY, *self.FAULT, "history_known"}
        return [self[name] for name in self.fields if name not in shown]

    @property
    def more_is_asked(self) -> bool:
        return any(each.errors or each.value() for each in self.more)


class KnownForm(Form):
    """Something that happened; `source` is where our records have it from."""

    source = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


class RepairForm(KnownForm):
    """An earlier repair, or one that goes on."""

    began_on = _day(_("Handed in on"))
    ended_on = _day(_("Handed back on"))
    worked = _yes_no(_("It worked afterwards"))
    delayed_by = forms.ChoiceField(
        label=_("Delayed by"),
        required=False,
        choices=[
            ("", pgettext_lazy("delay", "nobody")),
            ("parts", _("parts of the maker")),
            ("repairer", _("the repairer")),
        ],
    )


class WaitForm(KnownForm):
    """A time the customer was without it, waiting for parts or for another one."""

    began_on = _day(_("Waited from"))
    ended_on = _day(_("Waited until"))


class ExchangeForm(KnownForm):
    """The day the unit, or a part of it, was given new."""

    on = _day(_("Exchanged on"))
    of = forms.CharField(
        label=_("Part that was exchanged"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "parts", "autocomplete": "off"}),
        help_text=_("Empty: the whole unit."),
    )

    def clean_of(self) -> str:
        """Take a part by its name in any language."""
        return part_named(self.cleaned_data["of"])


class EvidenceForm(Form):
    """Something that shows the cause."""

    kind = _word(_("Kind of evidence"), "photo", "mark", "reading", "statement", "report")
    what = forms.CharField(label=_("What it shows"), required=False, max_length=200)


RepairForms = forms.formset_factory(RepairForm, extra=1, max_num=12)
WaitForms = forms.formset_factory(WaitForm, extra=1, max_num=24)
ExchangeForms = forms.formset_factory(ExchangeForm, extra=1, max_num=24)
EvidenceForms = forms.formset_factory(EvidenceForm, extra=2, max_num=12)


class Claim:
    """The forms of a claim together: they are right when a decision can be made of them."""

    def __init__(
        self,
        data: Any,
        *,
        known: dict[str, Any],
        account: Account | None,
        unit: Unit | None,
        today: date,
    ) -> None:
        # What was sent stands for itself: a row like one shown before is no empty row.
        initial = {} if data else as_initial(known)
        self.of_unit = {name: known[name] for name in ("unit", "upstream") if known.get(name)}
        self.form = FactsForm(data, initial=initial)
        self.repairs = RepairForms(data, prefix="repair", initial=initial.get("repair_rows", []))
        self.waits = WaitForms(data, prefix="wait", initial=initial.get("wait_rows", []))
        self.exchanges = ExchangeForms(
            data, prefix="exchange", initial=initial.get("exchange_rows", [])
        )
        self.evidence = EvidenceForms(
            data, prefix="evidence", initial=initial.get("evidence_rows", [])
        )
        self.account = account
        self.unit = unit
        self.today = today
        self.facts: dict[str, Any] = {}

    def is_decidable(self) -> bool:
        """Return whether all is known that the rules ask for; else say in the form what is not."""
        parts = (self.form, self.repairs, self.waits, self.exchanges, self.evidence)
        # Each is asked, so that all that is wrong is marked at once.
        if False in [each.is_valid() for each in parts]:
            return False
        sold_on = self.form.cleaned_data["sold_on"]
        self.facts = facts_of(self) | {
            "today": self.today.isoformat(),
            "contracts": contracts_for(self.account, sold_on),
            **self.of_unit,
            **self._upstream_of_part(),
        }
        lacking = lacking_in(self.facts)
        for fault in lacking.faults:
            self.form.add_error(None, fault)
        self._ask_for(lacking.names)
        self.facts |= lacking.found
        return self.form.is_valid()

    def _upstream_of_part(self) -> dict[str, Any]:
        """Return what the supplier of the broken part owes us, before that of the whole unit."""
        part = self.form.cleaned_data["fault_part"]
        found = upstream_of_part(self.unit, part) if self.unit and part else None
        return {"upstream": found} if found else {}

    def _ask_for(self, names: dict[str, str]) -> None:
        asked: dict[str, list[str]] = {}
        for name, said in names.items():
            asked.setdefault(FIELD_OF.get(name, name), []).append(said)
        for field, facts in asked.items():
            text = _now("This has to be known to decide: %(facts)s.") % {"facts": ", ".join(facts)}
            self.form.add_error(field if field in self.form.fields else None, text)


def facts_of(claim: Claim) -> dict[str, Any]:
    """Return what was filled in as facts; what was left open is not there."""
    said = {
        name: value for name, value in claim.form.cleaned_data.items() if value not in ("", None)
    }
    facts = {name: _as_fact(value) for name, value in said.items() if name in PLAIN}
    fault = {
        name.removeprefix("fault_"): _as_fact(value)
        for name, value in said.items()
        if name.startswith("fault_")
    }
    if fault:
        facts["fault"] = fault
    if "price_amount" in said:
        facts["price"] = {
            "amount": str(said["price_amount"]),
            "currency": said.get("price_currency", ""),
        }
    if said.get("proof"):
        facts["proof"] = [each for each in said["proof"] if each != "nothing"]
    facts["evidence"] = [
        row | {"shows": fault.get("cause", "defect")} for row in _rows(claim.evidence, "what")
    ]
    if said.get("history_known"):
        facts["repairs"] = list(_rows(claim.repairs, "began_on"))
        facts["waits"] = list(_rows(claim.waits, "began_on"))
        facts["exchanges"] = list(_rows(claim.exchanges, "on"))
    return facts


PLAIN = {
    *("country", "buyer", "item_class", "sold_on", "invoiced_on", "delivered_on", "asks", "sale"),
    *("stock", "installation_agreed", "installed_on", "manufactured_on", "production_ended_on"),
    *("last_placed_on", "intact", "seller_declined", "declared_unfit", "made_to_order"),
    *("one_year_agreed", "may_end_contract", "impossible"),
}


def _rows(rows: Any, needed: str) -> Iterator[dict[str, Any]]:
    for row in rows.cleaned_data:
        if row.get(needed):
            said = {name: value for name, value in row.items() if value not in ("", None)}
            yield {name: _as_fact(value) for name, value in said.items() if name != "source"}


def _as_fact(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


def as_initial(facts: dict[str, Any]) -> dict[str, Any]:
    """Return facts as the form shows them, so that nobody types anything twice."""
    fault, price = facts.get("fault", {}), facts.get("price", {})
    shown = {name: _as_typed(value) for name, value in facts.items() if name in PLAIN}
    shown |= {f"fault_{name}": _as_typed(value) for name, value in fault.items()}
    shown |= {f"price_{name}": value for name, value in price.items()}
    if part := fault.get("part"):
        shown["fault_part"] = _name_of(part)
    if "proof" in facts:
        shown["proof"] = facts["proof"] or ["nothing"]
    shown["history_known"] = facts.get("history_known", False)
    for rows, name in (("repairs", "repair"), ("waits", "wait"), ("exchanges", "exchange")):
        shown[f"{name}_rows"] = [_row_as_typed(row) for row in facts.get(rows, [])]
    shown["evidence_rows"] = facts.get("evidence", [])
    return shown


def _row_as_typed(row: dict[str, Any]) -> dict[str, Any]:
    """Return something that happened as it is typed: what was exchanged in full names no part."""
    typed = {name: _as_typed(value) for name, value in row.items() if (name, value) != UNIT}
    return typed | {"of": _name_of(typed["of"])} if "of" in typed else typed


def _name_of(part: str) -> str:
    return choices_of((part,))[0][1]


UNIT = ("of", "unit")


def _as_typed(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


class LetterForm(Form):
    """What the customer is told."""

    text = forms.CharField(label=_("Text to the customer"), widget=forms.Textarea)
