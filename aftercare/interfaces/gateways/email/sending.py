"""Handing mail over to a server, and what its answers mean."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from aftercare.domain.conversations.ports import Accepted, Account, Outgoing, SendRefused
from aftercare.domain.conversations.states import RefusalKind
from aftercare.interfaces.gateways.email.oauth import TokenRefused, sign_in, xoauth2
from aftercare.interfaces.gateways.email.writing import Unwritable, address_of, letter

TIMEOUT = 30
NOT_NOW, NEVER = 400, 500
AUTH_REFUSED, AUTH_NEEDED, AUTH_TOO_WEAK = 535, 530, 534
_ENHANCED = re.compile(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b")
_NO_MAILBOX = {550, 551, 553}
_MAILBOX_SUBJECTS = {"1", "2"}
"""RFC 3463: x.1.x is about the address, x.2.x about the mailbox."""


def send_mail(message: Outgoing, account: Account) -> Accepted:
    """
    Hand a mail over to the server of the account; return whom it did not take it for.

    Once the last byte is out and no answer comes, nobody knows whether it was taken: that is
    refused as `unknown` and never tried again by itself. Where the customer cannot be reached
    for the moment, nobody in copy gets it alone.

    Raises `SendRefused`.
    """
    try:
        content = letter(message, account).as_bytes()
        recipients = {each: address_of(each) for each in message.only or message.to + message.cc}
    except Unwritable as problem:
        raise SendRefused(RefusalKind.CONTENT, str(problem)) from problem
    with server_of(account) as server:
        refused = _address(server, account, recipients)
        customers = message.only or message.to
        if set(customers) & set(refused) and not set(customers) - set(refused):
            raise refused[customers[0]]
        try:
            code, answer = server.data(content)
        except smtplib.SMTPDataError as problem:
            raise _refusal(problem.smtp_code, problem.smtp_error) from problem
        except (smtplib.SMTPException, OSError) as problem:
            raise SendRefused(RefusalKind.UNKNOWN, str(problem)) from problem
        if code >= NOT_NOW:
            raise _refusal(code, answer)
    return Accepted(unreached=refused)


def _address(
    server: smtplib.SMTP, account: Account, recipients: dict[str, str]
) -> dict[str, SendRefused]:
    """Say from whom and to whom; return whom the server does not take it for, and why."""
    options = _options(server, [account.address, *recipients.values()])
    refused: dict[str, SendRefused] = {}
    try:
        code, answer = server.mail(account.address, options)
        if code >= NOT_NOW:
            raise _refusal(code, answer)
        for name, address in recipients.items():
            code, answer = server.rcpt(address)
            if code >= NOT_NOW:
                refused[name] = _refusal(code, answer, is_recipient=True)
    except (smtplib.SMTPException, OSError) as problem:
        raise SendRefused(RefusalKind.TEMPORARY, str(problem)) from problem
    return refused


def _options(server: smtplib.SMTP, addresses: list[str]) -> list[str]:
    if all(each.isascii() for each in addresses):
        return []
    if not server.has_extn("smtputf8"):
        why = "The server does not know addresses in other scripts."
        raise SendRefused(RefusalKind.PEER_UNKNOWN, why)
    return ["SMTPUTF8", "BODY=8BITMIME"]


@contextmanager
def server_of(account: Account) -> Iterator[smtplib.SMTP]:
    """Give the outgoing server of an account, signed in. Raises `SendRefused`."""
    host = str(account.settings.get("smtp_host", ""))
    if not host:
        raise SendRefused(RefusalKind.ACCOUNT, "No server is set up for outgoing mail.")
    with ExitStack() as opened:
        try:
            server = _connected(host, account)
            opened.callback(server.close)
            _secure(server, account)
            _sign_in(server, account)
        except smtplib.SMTPAuthenticationError as problem:
            raise _refusal(problem.smtp_code, problem.smtp_error, is_sign_in=True) from problem
        except (smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError) as problem:
            raise SendRefused(RefusalKind.ACCOUNT, str(problem)) from problem
        except (smtplib.SMTPException, OSError) as problem:
            raise SendRefused(RefusalKind.TEMPORARY, str(problem)) from problem
        yield server
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


def _connected(host: str, account: Account) -> smtplib.SMTP:
    security = account.settings.get("smtp_security", "starttls")
    port = int(account.settings.get("smtp_port", 465 if security == "tls" else 587))
    if security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    return smtplib.SMTP(host, port, timeout=TIMEOUT)


def _secure(server: smtplib.SMTP, account: Account) -> None:
    if account.settings.get("smtp_security", "starttls") == "starttls":
        server.starttls(context=ssl.create_default_context())


def _sign_in(server: smtplib.SMTP, account: Account) -> None:
    user = str(account.settings.get("smtp_user", ""))
    server.ehlo_or_helo_if_needed()
    if not account.secrets.get("refresh_token"):
        if user:
            server.login(user, account.secrets.get("smtp_password", ""))
        return

    def enter(token: str) -> None:
        said = xoauth2(user or account.address, token)
        try:
            # Asked again, the server has refused and waits for an empty line before it says so.
            server.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")
        except smtplib.SMTPAuthenticationError as problem:
            if NOT_NOW <= problem.smtp_code < NEVER:
                raise
            raise TokenRefused(f"{problem.smtp_code} {problem.smtp_error!r}") from problem

    sign_in(account, enter)


def _refusal(
    code: int, answer: bytes | str, *, is_recipient: bool = False, is_sign_in: bool = False
) -> SendRefused:
    """Return what an answer means, by its code and, if it has one, the finer one of RFC 3463."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    why = f"{code} {text}"[:300]
    if NOT_NOW <= code < NEVER:
        return SendRefused(RefusalKind.TEMPORARY, why)
    if is_sign_in or code in {AUTH_REFUSED, AUTH_NEEDED, AUTH_TOO_WEAK}:
        return SendRefused(RefusalKind.AUTH, why)
    finer = _ENHANCED.search(text[:200])
    is_of_mailbox = finer[2] in _MAILBOX_SUBJECTS if finer else code in _NO_MAILBOX
    if is_recipient and is_of_mailbox:
        return SendRefused(RefusalKind.PEER_UNKNOWN, why)
    return SendRefused(RefusalKind.CONTENT, why)
