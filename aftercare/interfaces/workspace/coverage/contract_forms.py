"""A contract as a form: a sheet of what holds for all, and rows of clauses."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.domain.coverage.models import Contract
from aftercare.domain.coverage.queries.rulebooks import CAUSES, EVENTS, REMEDIES, choices_of
from aftercare.domain.customers.models import Account
from aftercare.domain.customers.queries.rows import accounts_called
from aftercare.interfaces.ui.forms import CurrencyField, Form

DAY = forms.DateInput(attrs={"type": "date"})
COSTS = ("parts", "labor", "freight", "onsite")
NONE: tuple[str, Any] = ("", "–")
REPAIR = "repair"


def _clause() -> forms.CharField:
    return forms.CharField(label=_("Clause"), max_length=20, required=False)


def _months(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=600, required=False)


def _percent(label: Any, initial: int | None = None) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=100, required=False, initial=initial
    )


class ClassesField(forms.CharField):
    """Classes of items between commas; none means all."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Classes of items"),
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"list": "item-classes", "placeholder": _("all")}),
        )

    def prepare_value(self, value: Any) -> Any:
        """Show a list as it is typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Return the classes, each once."""
        typed = super().clean(value).replace("，", ",").split(",")
        return list(dict.fromkeys(each.strip() for each in typed if each.strip()))


USUAL: dict[str, Any] = {
    "cause is defect": _("it is a defect"),
    "evidence has photo": _("a photo shows it"),
    "evidence has reading": _("a reading shows it"),
}


class ConditionsField(forms.MultipleChoiceField):
    """Conditions that all have to hold: those people usually agree, and any a contract has."""

    def __init__(self) -> None:
        super().__init__(
            label=_("If"),
            required=False,
            choices=list(USUAL.items()),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("None: whenever something is due."),
        )

    def keep(self, conditions: Iterable[str]) -> None:
        """Offer what a contract says otherwise, so that it is not lost."""
        self.choices = list(
            (USUAL | {each: each for each in conditions if each not in USUAL}).items()
        )

    def valid_value(self, value: Any) -> bool:
        """Let pass what was offered before; whether it means something is asked when it is kept."""
        return bool(value)


class AccountField(forms.CharField):
    """A customer or supplier, by number or by the whole name."""

    def __init__(self, accounts: QuerySet[Account], **options: Any) -> None:
        super().__init__(max_length=160, **options)
        self.accounts = accounts

    def clean(self, value: Any) -> Account | None:
        """Return who is called so. Raises `ValidationError` if it is nobody, or several."""
        said = super().clean(value).strip()
        if not said:
            return None
        keys = [each.pk for each in accounts_called([said]).get(said.casefold(), ())]
        found = list(self.accounts.filter(pk__in=keys))
        if not found:
            raise forms.ValidationError(_("No customer has this number or name."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several customers are called so: use the number."))
        return found[0]


class SheetForm(Form):
    """What holds for the contract as a whole."""

    title = forms.CharField(label=_("Title"), max_length=160)
    begins_on = forms.DateField(label=_("For sales from"), required=False, widget=DAY)
    ends_on = forms.DateField(label=_("For sales until"), required=False, widget=DAY)
    mode_kind = forms.ChoiceField(
        label=_("Service mode"),
        required=False,
        choices=[
            ("", _("we repair")),
            ("free_spares", _("ratio of free spares")),
            ("buy_out", _("buy-out with rebate")),
            ("discount", _("price discount")),
            ("compensation", _("compensation for each repair")),
        ],
    )
    mode_clause = _clause()
    mode_percent = forms.DecimalField(label=_("Percent"), required=False, min_value=Decimal(0))
    mode_amount = forms.DecimalField(
        label=_("Amount for each repair"), required=False, min_value=Decimal(0)
    )
    mode_currency = CurrencyField(required=False)
    mode_shipped = forms.IntegerField(label=_("Units shipped"), required=False, min_value=0)
    mode_used = forms.IntegerField(label=_("Free spares used"), required=False, min_value=0)
    advance_clause = forms.CharField(
        label=_("Advance replacement, by clause"), max_length=20, required=False
    )
    advance_classes = ClassesField()

    def __init__(self, *args: Any, accounts: QuerySet[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"] = AccountField(
            accounts,
            label=_("Number of the customer"),
            required=False,
            help_text=_("Such as A-2026-00001. Left open, it is a promise to everyone."),
        )

    @property
    def general(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "account", "begins_on", "ends_on")]

    @property
    def mode(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(("mode_", "advance_"))]


class TermForm(Form):
    """For how long what is covered, and how much of it we bear."""

    clause = _clause()
    classes = ClassesField()
    starts = forms.ChoiceField(label=_("Begins with"), choices=lambda: choices_of(EVENTS))
    plus_days = forms.IntegerField(label=_("Days after that"), required=False, min_value=0)
    parts = _months(_("Parts, months"))
    labor = _months(_("Labor, months"))
    freight = _months(_("Freight, months"))
    onsite = _months(_("On site, months"))
    parts_share = _percent(_("Parts, our percent"), 100)
    labor_share = _percent(_("Labor, our percent"), 100)
    freight_share = _percent(_("Freight, our percent"), 100)
    onsite_share = _percent(_("On site, our percent"), 100)
    remedies = forms.MultipleChoiceField(
        label=_("What may be claimed"),
        required=False,
        choices=lambda: choices_of(REMEDIES),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: repair."),
    )
    runs_on = forms.BooleanField(label=_("Runs on during a repair"), required=False)
    restarts = forms.BooleanField(label=_("New term after an exchange"), required=False)


class ExclusionForm(Form):
    """What the contract does not answer for."""

    clause = _clause()
    cause = forms.ChoiceField(
        label=_("Not covered"), required=False, choices=lambda: [NONE, *choices_of(CAUSES)]
    )


class ExtensionForm(Form):
    """Months that were added."""

    clause = _clause()
    months = _months(_("More months"))
    classes = ClassesField()


class FreightForm(Form):
    """Who pays the freight of a return, on which evidence."""

    clause = _clause()
    share = _percent(_("Freight, our percent"))
    when = ConditionsField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when = self.fields["when"]
        assert isinstance(when, ConditionsField)  # noqa: S101  # as it is declared above
        name = self.add_prefix("when")
        sent = when.widget.value_from_datadict(self.data, self.files, name)
        when.keep(sent or self.initial.get("when", ()))


TermForms = forms.formset_factory(TermForm, extra=1, max_num=40)
ExclusionForms = forms.formset_factory(ExclusionForm, extra=1, max_num=10)
ExtensionForms = forms.formset_factory(ExtensionForm, extra=1, max_num=20)
FreightForms = forms.formset_factory(FreightForm, extra=1, max_num=10)


class ContractForms:
    """All forms of a contract together."""

    def __init__(self, data: Any, *, initial: dict[str, Any], accounts: QuerySet[Account]) -> None:
        if data:
            # What was sent stands for itself: a row like one shown before is no empty row.
            initial = {}
        self.sheet = SheetForm(data, initial=initial.get("sheet"), accounts=accounts)
        self.terms = TermForms(data, prefix="term", initial=initial.get("terms"))
        self.exclusions = ExclusionForms(data, prefix="out", initial=initial.get("exclusions"))
        self.extensions = ExtensionForms(data, prefix="more", initial=initial.get("extensions"))
        self.freight = FreightForms(data, prefix="freight", initial=initial.get("freight"))

    def is_valid(self) -> bool:
        """Return whether all of it is right."""
        parts = (self.sheet, self.terms, self.exclusions, self.extensions, self.freight)
        # Each is asked, so that all that is wrong is marked at once.
        return False not in [each.is_valid() for each in parts]

    def agreed(self) -> dict[str, Any]:
        """Return what was agreed, as the operation takes it."""
        sheet = self.sheet.cleaned_data
        clauses: dict[str, Any] = {
            "terms": [_term(row) for row in self.terms.cleaned_data if row.get("clause")],
            "exclusions": [_kept(row) for row in self.exclusions.cleaned_data if row.get("cause")],
            "extensions": [_kept(row) for row in self.extensions.cleaned_data if row.get("months")],
            "freight": [
                _kept(row) for row in self.freight.cleaned_data if row.get("share") is not None
            ],
        }
        if sheet["advance_clause"]:
            advance = {"clause": sheet["advance_clause"], "classes": sheet["advance_classes"]}
            clauses["advance_replacement"] = _kept(advance)
        if sheet["mode_kind"]:
            clauses["mode"] = _mode(sheet)
        names = ("title", "account", "begins_on", "ends_on")
        return {name: sheet[name] for name in names} | {
            "clauses": {name: each for name, each in clauses.items() if each}
        }


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if value not in ("", None, [])}
    return {"clause": "–"} | kept


def _term(row: dict[str, Any]) -> dict[str, Any]:
    term: dict[str, Any] = {
        "clause": row["clause"],
        "starts": row["starts"],
        "months": {cost: row[cost] for cost in COSTS if row.get(cost)},
        "shares": {
            cost: row[f"{cost}_share"]
            for cost in COSTS
            if row.get(f"{cost}_share") not in (None, 100)
        },
        "classes": row["classes"],
        "plus_days": row.get("plus_days") or 0,
        "remedies": [] if row["remedies"] == [REPAIR] else row["remedies"],
        "replacement": "restart" if row["restarts"] else "",
    }
    said = {name: value for name, value in term.items() if value or name == "months"}
    return said | ({"stands_still": False} if row["runs_on"] else {})


def _mode(sheet: dict[str, Any]) -> dict[str, Any]:
    mode: dict[str, Any] = {"kind": sheet["mode_kind"], "clause": sheet["mode_clause"] or "–"}
    for name in ("percent", "amount", "currency", "shipped", "used"):
        value = sheet[f"mode_{name}"]
        if value not in ("", None):
            mode[name] = str(value) if isinstance(value, Decimal) else value
    return mode


def as_typed(contract: Contract, clauses: dict[str, Any]) -> dict[str, Any]:
    """Return a contract as the forms show it."""
    sheet: dict[str, Any] = {
        "title": contract.title,
        "account": contract.account.code if contract.account else "",
        "begins_on": contract.begins_on,
        "ends_on": contract.ends_on,
    }
    sheet |= {
        f"advance_{name}": value for name, value in clauses.get("advance_replacement", {}).items()
    }
    sheet |= {f"mode_{name}": value for name, value in clauses.get("mode", {}).items()}
    return {
        "sheet": sheet,
        "terms": [_typed_term(term) for term in clauses.get("terms", [])],
        "exclusions": clauses.get("exclusions", []),
        "extensions": clauses.get("extensions", []),
        "freight": clauses.get("freight", []),
    }


def _typed_term(term: dict[str, Any]) -> dict[str, Any]:
    shares = dict.fromkeys(COSTS, 100) | term.get("shares", {})
    return {
        **{name: term[name] for name in ("clause", "starts")},
        **term.get("months", {}),
        **{f"{cost}_share": share for cost, share in shares.items()},
        "classes": term.get("classes", []),
        "plus_days": term.get("plus_days") or None,
        "remedies": term.get("remedies") or [REPAIR],
        "runs_on": not term.get("stands_still", True),
        "restarts": term.get("replacement") == "restart",
    }
