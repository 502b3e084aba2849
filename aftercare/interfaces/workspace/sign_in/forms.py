"""Forms of the sign-in library, for answers that no key would give."""

from struct import error
from typing import Any

from allauth.mfa.webauthn import forms as library
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, error)


class AddKeyForm(library.AddWebAuthnForm):  # type: ignore[misc]  # the library has no types
    """Takes in a new key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = gettext_lazy("Name")
        self.fields["passwordless"].label = gettext_lazy("Sign in with it alone, as a passkey")
        self.fields["passwordless"].help_text = gettext_lazy(
            "It then asks for your fingerprint, face or PIN instead of the password."
        )

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be read."""
        try:
            return dict(super().clean())
        except UNREADABLE as problem:
            raise _not_understood() from problem


class _AnswerForm:
    def clean_credential(self) -> Any:
        """Refuse what cannot be read."""
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the forms below
        except UNREADABLE as problem:
            raise _not_understood() from problem


class KeyForm(_AnswerForm, library.AuthenticateWebAuthnForm):  # type: ignore[misc]  # see above
    """Takes a key for a code."""


class PasskeyForm(_AnswerForm, library.LoginWebAuthnForm):  # type: ignore[misc]  # see above
    """Takes a key for address and password."""


class ConfirmForm(_AnswerForm, library.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # see above
    """Takes a key as proof that it still is the same person."""


def _not_understood() -> ValidationError:
    return ValidationError(_("The answer of the key cannot be read. Try again."))
