"""Being let into a mailbox by its owner's consent: OAuth 2 with an authorization code and PKCE."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from oauthlib.oauth2 import WebApplicationClient

from aftercare.domain.conversations.ports import Account, AskedConsent, ConsentState

VERIFIER_LENGTH = 64
CONSENT_IS_OVER = "invalid_grant"
"""How a provider says that a consent was taken back or has ended (RFC 6749, 5.2)."""


@dataclass(frozen=True)
class Provider:
    """Where people agree, where tokens are given, and what we ask for."""

    authorize_url: str
    token_url: str
    scopes: tuple[str, ...]
    extra: Mapping[str, str] = field(default_factory=dict)


MICROSOFT = "https://login.microsoftonline.com/common/oauth2/v2.0"
PROVIDERS = {
    "microsoft": Provider(
        f"{MICROSOFT}/authorize",
        f"{MICROSOFT}/token",
        (
            "offline_access",
            "https://outlook.office.com/IMAP.AccessAsUser.All",
            "https://outlook.office.com/SMTP.Send",
        ),
    ),
    # Google gives a refresh token only to who asks to be away, and only when people agree anew.
    "google": Provider(
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        ("https://mail.google.com/",),
        {"access_type": "offline", "prompt": "consent"},
    ),
}


def provider_of(account: Account) -> Provider:
    """Return the provider of an account, as chosen or as typed."""
    told = account.settings
    return PROVIDERS.get(str(told.get("oauth_provider", ""))) or Provider(
        str(told.get("auth_url", "")),
        str(told.get("token_url", "")),
        tuple(str(told.get("scope", "")).split()),
    )


def consent_of(account: Account, trouble: str) -> ConsentState:
    """Return how it stands with the consent for an account."""
    if not provider_of(account).authorize_url or not account.settings.get("client_id"):
        return ConsentState.NOT_ASKED
    if not account.secrets.get("refresh_token"):
        return ConsentState.MISSING
    return ConsentState.ENDED if CONSENT_IS_OVER in trouble else ConsentState.GIVEN


def ask_consent(account: Account, *, back: str, state: str) -> AskedConsent:
    """Return where the owner of a mailbox agrees."""
    provider = provider_of(account)
    client = WebApplicationClient(str(account.settings.get("client_id", "")))
    verifier = client.create_code_verifier(VERIFIER_LENGTH)
    url = client.prepare_request_uri(
        provider.authorize_url,
        redirect_uri=back,
        scope=list(provider.scopes),
        state=state,
        code_challenge=client.create_code_challenge(verifier, "S256"),
        code_challenge_method="S256",
        login_hint=account.address,
        **provider.extra,
    )
    return AskedConsent(url, verifier)
