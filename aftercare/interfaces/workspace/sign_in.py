"""Who may come in, and how: the answers the sign-in library asks for."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """People are invited; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say that nobody can make an account of their own."""
        return False


class CompanyAccounts(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library has no types
    """The identity provider of the company says who somebody is; we say whether they may in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Say that somebody nobody has invited stays outside."""
        return False
