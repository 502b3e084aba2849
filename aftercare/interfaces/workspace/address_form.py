"""An address as it stands on a label."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.domain.shipping.states import PostalAddress
from aftercare.interfaces.ui.forms import Form


class AddressForm(Form):
    """Where somebody lives or works, as it stands on a label."""

    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    company = forms.CharField(
        label=pgettext_lazy("part of an address", "Company"), max_length=80, required=False
    )
    lines = forms.CharField(
        label=_("Street"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    state = forms.CharField(label=_("State or province"), max_length=40, required=False)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=_("Country"),
        required=False,
        help_text=_("Two letters, such as CN or PH."),
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=120, required=False)

    def address(self) -> PostalAddress:
        """Return what was typed."""
        given = {name: self.cleaned_data[name].strip() for name in AddressForm.base_fields}
        return PostalAddress(**given | {"country": given["country"].upper()})
