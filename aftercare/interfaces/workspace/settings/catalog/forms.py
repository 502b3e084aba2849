from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from aftercare.domain.catalog.models import FaultCode, Parameter
from aftercare.domain.catalog.states import ParameterKind
from aftercare.interfaces.workspace.settings.names import NamedForm


class FaultCodeForm(NamedForm):
    """A symptom, fault, cause or action, and where it stands."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=20)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Below"),
        queryset=FaultCode.objects.none(),
        required=False,
        empty_label=pgettext_lazy("place in a tree", "At the top"),
    )
    item_class = forms.CharField(
        label=gettext_lazy("Only for the class"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Such as television or television.lcd; empty: for all items."),
    )


class ParameterForm(NamedForm):
    """A property that items have."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Small letters and hyphens; imports use it."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=ParameterKind.choices, widget=forms.RadioSelect
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Measured in"),
        required=False,
        choices=list(Parameter._meta.get_field("unit").choices or []),
        help_text=gettext_lazy("Without prefix: kilo, micro and the like are understood."),
    )
