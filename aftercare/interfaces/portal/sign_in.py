"""How a customer signs in: with a code that comes by mail. The library keeps and counts it."""

from typing import Any

from allauth.account import forms as library
from allauth.core import context, ratelimit
from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from aftercare.base.people.models import User
from aftercare.domain.customers.operations.entering import admit_customer
from aftercare.interfaces.ui.forms import Form
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


class AskCodeForm(Form):
    """Asks for a code. Who is not known is answered the same, and learns it from a mail."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The one from which you have written to us, or with which you registered."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    _user: User | None = None

    def clean_email(self) -> str:
        """Find who may come in with this address, unless it was asked for too often."""
        email = str(self.cleaned_data["email"])
        if not ratelimit.consume(
            context.request, action="request_login_code", key=email.casefold()
        ):
            raise forms.ValidationError(_now("Too many codes were asked for. Wait a minute."))
        self._user = admit_customer(email, actor=SYSTEM, at=clock.now())
        return email


class ConfirmCodeForm(library.ConfirmLoginCodeForm):  # type: ignore[misc]  # the library has no types
    """Takes the code."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].label = pgettext("with which one signs in", "Code")
        self.fields["code"].widget.attrs.pop("placeholder", None)

    def clean_code(self) -> str:
        """Refuse a code that is not the one we sent, in our own words."""
        try:
            return str(super().clean_code())
        except forms.ValidationError as wrong:
            raise forms.ValidationError(_now("This is not the code we sent last.")) from wrong
