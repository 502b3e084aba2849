"""What we need from others: mail servers and the processes that answer."""

import smtplib
from collections.abc import Iterator

import httpx
from django.conf import settings
from django.core.mail import get_connection

from aftercare.interfaces.gateways.checking import troubles_of_channels
from aftercare.project.checks.findings import Finding, error, ok, warning

PATIENCE = 5.0


def check_processes() -> Iterator[Finding]:
    """Ask the web server and the mail receiver of this machine."""
    told = settings.TOLD
    try:
        answer = httpx.get(f"http://{told.host}:{told.port}/readyz", timeout=PATIENCE)
    except httpx.HTTPError:
        place = f"{told.host}:{told.port}"
        yield warning("web", f"Nobody answers on {place}.", "Run `aftercare serve` or `web`.")
    else:
        said = answer.text.strip()
        if answer.is_success:
            yield ok("web", f"It is ready on {told.host}:{told.port}.")
        else:
            yield error("web", f"It is not ready: {said}", "Look at the findings about that.")
    yield _receiver()


def _receiver() -> Finding:
    told = settings.TOLD
    place = f"{told.smtp_host}:{told.smtp_port}"
    encrypted = ""
    try:
        with smtplib.SMTP(told.smtp_host, told.smtp_port, timeout=PATIENCE) as server:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls()
                encrypted = ", encrypted for who wishes"
            server.noop()
    except (OSError, smtplib.SMTPException):
        return warning(
            *("mail", f"Nobody takes mail in on {place}."),
            "Run `aftercare serve` or `mail-receiver`, if mail should come by SMTP.",
        )
    return ok("mail", f"Mail is taken in on {place}{encrypted}.")


def check_system_mail() -> Iterator[Finding]:
    """Sign in to the server that sends invitations and forgotten passwords."""
    told = settings.TOLD
    place = f"{told.mail_host}:{told.mail_port}"
    try:
        server = get_connection(timeout=PATIENCE)
        server.open()
        server.close()
    except (OSError, smtplib.SMTPException) as problem:
        yield error(
            *("system mail", f"Invitations cannot be sent by {place}: {problem}"),
            "Set MAIL_HOST, MAIL_PORT, MAIL_SECURITY, MAIL_USER and MAIL_PASSWORD.",
        )
    else:
        yield ok("system mail", f"Invitations are sent by {place}.")


def check_channels() -> Iterator[Finding]:
    """Sign in to the servers of every account customers write to, both ways."""
    found = dict(troubles_of_channels())
    if not found:
        yield warning(
            *("channels", "No address is set up for customers."), "Set one up under Settings."
        )
    for code, troubles in found.items():
        for trouble in troubles:
            yield error(f"channel {code}", trouble, "Look at its settings, and at its server.")
        if not troubles:
            yield ok(f"channel {code}", "Its servers know us.")
