from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.domain.planning.models import PartPlan
from aftercare.domain.planning.queries.plans import cores_in
from aftercare.domain.planning.states import Wish, wish_of
from aftercare.interfaces.ui.forms import Form

MONTHS = 60
MOST_DIGITS = 9


class WishForm(Form):
    """What somebody assumes of a part; what is as the plan has it is left alone."""

    propensity = forms.FloatField(
        label=_("Percent that come to us after the guarantee"),
        min_value=0,
        max_value=100,
        required=False,
    )
    months = forms.IntegerField(
        label=_("Months of service from now"), min_value=0, max_value=MONTHS, required=False
    )
    repaired = forms.FloatField(
        label=_("Percent of old parts that become good again"),
        min_value=0,
        max_value=100,
        required=False,
    )
    price = forms.FloatField(label=_("Price of a new one"), min_value=0, required=False)
    quantity = forms.IntegerField(
        label=_("Stock to have until the end"), min_value=0, max_value=10_000_000, required=False
    )

    def wish(self, usual: dict[str, float | None]) -> Wish:
        """Return what differs from the plan."""
        given: dict[str, Any] = {}
        self.is_valid()
        for name in WishForm.base_fields:
            value = self.cleaned_data.get(name)
            if value is not None and value != usual.get(name):
                given[name] = value / 100 if name in ("propensity", "repaired") else value
        return Wish(**given)

    def shown(self, usual: dict[str, float | None]) -> dict[str, float | None]:
        """Return where the sliders stand."""
        self.is_valid()
        given = self.cleaned_data
        return {
            name: value if given.get(name) is None else given[name] for name, value in usual.items()
        }


class KeepForm(WishForm):
    """The same, to be kept with a reason."""

    reason = forms.CharField(label=_("Why"), max_length=200)


def usual_of(plan: PartPlan) -> dict[str, float | None]:
    """Return what a plan was made with, as the sliders show it."""
    figures = plan.figures
    said = wish_of(figures["assumed"], figures["now"])
    served = sum(share > 0 for share in figures["served"])
    return {
        "propensity": _percent(
            figures["propensity"] if said.propensity is None else said.propensity
        ),
        "months": served if said.months is None else min(said.months, MONTHS),
        "repaired": _percent(
            cores_in(figures).recovered if said.repaired is None else said.repaired
        ),
        "price": round(plan.price, 2),
        "quantity": round(plan.last_buy),
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share)


def sliders_of(plan: PartPlan, values: dict[str, float | None]) -> list[dict[str, Any]]:
    """Return the sliders of a part: what each is called, how far it goes, where it stands."""
    far = max(round(2 * plan.last_buy), round(plan.high * 1.5), 10)
    most = {
        "propensity": 100,
        "months": MONTHS,
        "repaired": 100,
        "price": max(round(plan.price * 3), 10),
        "quantity": far,
    }
    return [
        {
            "name": name,
            "label": WishForm.base_fields[name].label,
            "most": most[name],
            "value": f"{value:g}",
            "step": 1 if name != "price" else round(most[name] / 200, 2),
        }
        for name, value in values.items()
        if value is not None
    ]


class DecisionForm(Form):
    """How many a planner wants instead, and why."""

    quantity = forms.IntegerField(min_value=0, max_value=10_000_000, required=False)
    reason = forms.CharField(max_length=200, required=False)


class BudgetForm(Form):
    """How much money there is for last buys."""

    budget = forms.DecimalField(
        label=_("Budget"), min_value=0, max_digits=14, decimal_places=2, required=False
    )


class SharedForm(BudgetForm):
    """What each part gets of a budget, as it was shown: `quantity-12` for exception 12."""

    def quantities(self) -> dict[int, int]:
        """Return how many of each, by key of the exception; what is no number is left out."""
        named = ((name.partition("-"), value) for name, value in self.data.items())
        return {
            int(key): int(str(value))
            for (name, _dash, key), value in named
            if name == "quantity" and _is_count(key) and _is_count(str(value))
        }


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) <= MOST_DIGITS


class SnoozeForm(Form):
    """Until when something is put off."""

    until = forms.DateField()
