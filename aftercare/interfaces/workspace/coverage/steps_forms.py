"""Forms for looks at a damage and for goodwill."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.domain.coverage.queries.rulebooks import choices_of
from aftercare.domain.coverage.states import Shown
from aftercare.domain.units.states import Upload
from aftercare.interfaces.ui.forms import CurrencyField, Form

MOST_SHOWN = 8
KINDS = ("photo", "mark", "reading")


class WordsForm(Form):
    """What somebody says about a damage."""

    words = forms.CharField(label=_("In words"), widget=forms.Textarea(attrs={"rows": 2}))


class FirstLookForm(WordsForm):
    """What was seen at first look."""

    words = forms.CharField(label=_("What was seen"), widget=forms.Textarea(attrs={"rows": 2}))


class ShownForm(Form):
    """One thing that shows a damage, with its file."""

    kind = forms.ChoiceField(label=_("Kind of evidence"), choices=lambda: choices_of(KINDS))
    what = forms.CharField(label=_("What it shows"), max_length=200, required=False)
    file = forms.FileField(label=_("File"), required=False)

    def shown(self) -> Shown | None:
        """Return what was filled in; a file without words is called by its name."""
        said = self.cleaned_data
        file = said.get("file")
        what = said.get("what") or (file.name if file else "")
        return (
            Shown(said["kind"], what, Upload(file.name, file) if file else None) if what else None
        )


ShownForms = forms.formset_factory(ShownForm, extra=1, max_num=MOST_SHOWN)


def shown_forms(wanted: Sequence[str]) -> Any:
    """Return a row for each kind of evidence, what has to be shown first, and one more."""
    kinds = [each for each in dict.fromkeys([*wanted, *KINDS]) if each in KINDS]
    return ShownForms(prefix="shown", initial=[{"kind": each} for each in kinds])


def shown_in_forms(rows: Any) -> list[Shown]:
    """Return what a person shows; rows left empty say nothing."""
    return [each for each in (row.shown() for row in rows if row.cleaned_data) if each]


class ChargeForm(WordsForm):
    """What the material costs."""

    amount = forms.DecimalField(label=_("Material at lowest cost"), min_value=0, max_digits=14)
    currency = CurrencyField()


class GoodwillForm(Form):
    """What we pay though we need not, and who bears it."""

    amount = forms.DecimalField(label=_("Amount"), min_value=0, max_digits=14)
    currency = CurrencyField()
    supplier = forms.IntegerField(
        label=_("Borne by the supplier, in percent"), min_value=0, max_value=100, initial=0
    )
    customer = forms.IntegerField(
        label=_("Borne by the customer, in percent"), min_value=0, max_value=100, initial=0
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
