"""Who may come in, and how: the answers the sign-in library asks for."""

from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from aftercare.base.people.models import User
from aftercare.base.people.queries import find_user
from aftercare.interfaces.workspace.sign_in.gate import note_what_is_lacking
from aftercare.kit.refusals import Refused

PATIENCE = 10
"""Seconds."""


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """People are invited; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say that nobody can make an account of their own."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session of somebody, and see whether they have to set up a second factor."""
        super().login(request, user)
        note_what_is_lacking(request, user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Let a job send a mail, so that a mail server that sleeps keeps nobody out."""
        context = {"request": self.request, "email": email} | context
        mail = self.render_mail(template_prefix, email, context)
        app.configure_task("people.send_mail").defer(to=email, subject=mail.subject, text=mail.body)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody what was changed, at the one address they have."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """What a phone or a key shows of us."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return our host, to which a key is bound, and our name."""
        return dict(super().get_public_key_credential_rp_entity(), name=settings.MFA_TOTP_ISSUER)


class ProviderIsSilent(Refused):
    """The identity provider of the company cannot be reached, or answers with an error."""


class _Line(requests.Session):
    """How we speak to the provider."""

    def request(self, method: str, *args: Any, **kwargs: Any) -> requests.Response:
        try:
            response = super().request(method, *args, **{"timeout": PATIENCE} | kwargs)
            if method == "GET":
                response.raise_for_status()
        except requests.RequestException as problem:
            raise ProviderIsSilent(
                _("Your company account does not answer. Try again, or sign in with a password.")
            ) from problem
        return response


class CompanyAccounts(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library has no types
    """The identity provider of the company says who somebody is; we say whether they may in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Say that somebody nobody has invited stays outside."""
        return False

    def get_requests_session(self) -> requests.Session:
        """Return how we speak to the provider."""
        return _Line()

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie the account of the provider to ours of the same address, if the address is proven."""
        # The library would do so too, but takes away the password of who comes this way.
        if sociallogin.is_existing:
            return
        for address in sociallogin.email_addresses:
            proven = address.verified or settings.OIDC_TRUSTS_ADDRESSES
            if proven and (user := find_user(address.email)):
                sociallogin.connect(request, user)
                return
