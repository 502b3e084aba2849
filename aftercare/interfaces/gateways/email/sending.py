"""Handing mail over to a server, and what its answers mean."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from aftercare.domain.conversations.ports import Account, Outgoing, SendRefused
from aftercare.interfaces.gateways.email.oauth import access_token, xoauth2
from aftercare.interfaces.gateways.email.writing import letter

TIMEOUT = 30


def send_mail(message: Outgoing, account: Account) -> None:
    """
    Hand a mail over to the server of the account.

    Once the last byte is out and no answer comes, nobody knows whether it was taken: that is
    refused as `unknown` and never tried again by itself.

    Raises `SendRefused`.
    """
    mail = letter(message, account)
    recipients = [*message.to, *message.cc]
    with server_of(account) as server:
        try:
            server.mail(account.address)
            answers = [server.rcpt(each) for each in recipients]
        except (smtplib.SMTPException, OSError) as problem:
            raise SendRefused("temporary", str(problem)) from problem
        refused = [answer for answer in answers if answer[0] >= 400]  # noqa: PLR2004  # RFC 5321
        if len(refused) == len(recipients):
            raise _refusal(*refused[0])
        try:
            code, answer = server.data(mail.as_bytes())
        except smtplib.SMTPDataError as problem:
            raise _refusal(problem.smtp_code, problem.smtp_error) from problem
        except (smtplib.SMTPException, OSError) as problem:
            raise SendRefused("unknown", str(problem)) from problem
        if code >= 400:  # noqa: PLR2004  # RFC 5321: not taken
            raise _refusal(code, answer)


@contextmanager
def server_of(account: Account) -> Iterator[smtplib.SMTP]:
    """Give the outgoing server of an account, signed in. Raises `SendRefused`."""
    host = str(account.settings.get("smtp_host", ""))
    if not host:
        raise SendRefused("auth", "No server is set up for outgoing mail.")
    security = account.settings.get("smtp_security", "starttls")
    port = int(account.settings.get("smtp_port", 465 if security == "tls" else 587))
    context = ssl.create_default_context()
    try:
        if security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT)
            if security == "starttls":
                server.starttls(context=context)
        _sign_in(server, account)
    except smtplib.SMTPAuthenticationError as problem:
        raise SendRefused("auth", f"{problem.smtp_code} {problem.smtp_error!r}") from problem
    except (smtplib.SMTPException, OSError) as problem:
        raise SendRefused("temporary", str(problem)) from problem
    try:
        yield server
    finally:
        server.close()


def _sign_in(server: smtplib.SMTP, account: Account) -> None:
    user = str(account.settings.get("smtp_user", ""))
    server.ehlo_or_helo_if_needed()
    if account.secrets.get("refresh_token"):
        said = xoauth2(user, access_token(account))
        # Asked again, the server has refused and waits for an empty line before it says so.
        server.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")
    elif user:
        server.login(user, account.secrets.get("smtp_password", ""))


def _refusal(code: int, answer: bytes | str) -> SendRefused:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    why = f"{code} {text}"[:300]
    if 400 <= code < 500:  # noqa: PLR2004  # RFC 5321: not now
        return SendRefused("temporary", why)
    if code in {550, 551, 553} or "5.1." in text:
        return SendRefused("peer", why)
    return SendRefused("auth" if code in {530, 535} else "content", why)
