from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.domain.customers.states import AccountKind, Channel, Purpose, Tier


class AccountForm(forms.Form):
    """What we know of a customer."""

    name = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=AccountKind.choices)
    tier = forms.ChoiceField(label=_("Plan"), choices=Tier.choices)
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters, such as PH.")
    )
    language = forms.CharField(label=_("Language"), max_length=12, required=False)
    time_zone = forms.CharField(label=_("Time zone"), max_length=40, initial="UTC")
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class ContactForm(forms.Form):
    """What we know of a person."""

    name = forms.CharField(label=_("Name"), max_length=120)
    title = forms.CharField(label=_("Position"), max_length=80, required=False)
    language = forms.CharField(label=_("Language"), max_length=12, required=False)
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class NewContactForm(ContactForm):
    """A person we have not met yet."""

    email = forms.CharField(label=_("E-mail"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)


class IdentityForm(forms.Form):
    """Another address of a person."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    typed = forms.CharField(label=_("Address or number"), max_length=200)


class ConsentForm(forms.Form):
    """What somebody agrees to, or no longer."""

    purpose = forms.ChoiceField(label=_("For"), choices=Purpose.choices)
    channel = forms.ChoiceField(label=_("By"), choices=Channel.choices)
    given = forms.BooleanField(label=_("Agrees"), required=False)
    proof = forms.CharField(label=_("How do we know?"), max_length=500)


class MergeForm(forms.Form):
    """With whom a person is one."""

    into = forms.IntegerField(label=_("Number of the other person"))


class ForgetForm(forms.Form):
    """The word that erases a person."""

    confirmation = forms.CharField(label=_("Type FORGET"), max_length=20)
