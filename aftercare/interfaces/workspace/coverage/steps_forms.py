"""Forms for looks at a damage and for goodwill."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.domain.coverage.queries.rulebooks import choices_of
from aftercare.interfaces.ui.forms import Form


class FirstLookForm(Form):
    """What was seen at first look, and what shows it."""

    words = forms.CharField(label=_("What was seen"), widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(
        label=_("Kind of evidence"), choices=lambda: choices_of(("photo", "mark", "reading"))
    )
    what = forms.CharField(label=_("What it shows"), max_length=200)

    def evidence(self) -> list[dict[str, Any]]:
        """Return the evidence as facts have it."""
        said = self.cleaned_data
        return [{"shows": "human_damage", "kind": said["kind"], "what": said["what"]}]


class WordsForm(Form):
    """What somebody says about a damage."""

    words = forms.CharField(label=_("In words"), widget=forms.Textarea(attrs={"rows": 2}))


class ChargeForm(WordsForm):
    """What the material costs."""

    amount = forms.DecimalField(label=_("Material at lowest cost"), min_value=0, max_digits=14)
    currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3)


class GoodwillForm(Form):
    """What we pay though we need not, and who bears it."""

    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=14)
    currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3)
    supplier = forms.IntegerField(
        label=_("Borne by the supplier, in percent"), min_value=0, max_value=100, initial=0
    )
    customer = forms.IntegerField(
        label=_("Borne by the customer, in percent"), min_value=0, max_value=100, initial=0
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
