"""Whether a mail account works: connects as it does, and says in words what to mend."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from imapclient.exceptions import IMAPClientError, LoginError

from aftercare.domain.conversations.ports import Account, SendRefused
from aftercare.domain.conversations.states import OUR_ACCOUNT
from aftercare.interfaces.gateways.email.fetching import signed_in
from aftercare.interfaces.gateways.email.sending import server_of


def check_mail(account: Account) -> list[str]:
    """Return what is wrong with the ways out and in of an account; the way in, if it has one."""
    return [*_check_sending(account), *_check_receiving(account)]


def _check_sending(account: Account) -> list[str]:
    host = str(account.settings.get("smtp_host", ""))
    if not host:
        return [_("Sending: no server is named yet.")]
    try:
        with server_of(account) as server:
            server.noop()
    except (SendRefused, smtplib.SMTPException, OSError) as trouble:
        return [_("Sending: %(problem)s") % {"problem": in_words(trouble, host)}]
    return []


def _check_receiving(account: Account) -> list[str]:
    host = str(account.settings.get("imap_host", ""))
    if not host:
        return []
    folder = str(account.settings.get("imap_folder", "INBOX"))
    try:
        with signed_in(account) as server:
            if not server.folder_exists(folder):
                return [
                    _("Receiving: the mailbox has no folder “%(folder)s”. Check its name.")
                    % {"folder": folder}
                ]
    except (SendRefused, IMAPClientError, OSError) as trouble:
        return [_("Receiving: %(problem)s") % {"problem": in_words(trouble, host)}]
    return []


def in_words(trouble: Exception, host: str) -> str:
    """Return what a trouble with a server means, and what mends it."""
    cause = trouble.__cause__ or trouble
    told = {"host": host, "why": _told(trouble)}
    for kinds, say in _MEANINGS:
        if isinstance(cause, kinds):
            return str(say() % told)
    if isinstance(trouble, SendRefused) and trouble.kind in OUR_ACCOUNT:
        return _sign_in_refused() % told
    return str(told["why"])


def _told(trouble: Exception) -> str:
    why = trouble.why if isinstance(trouble, SendRefused) else str(trouble)
    return why or type(trouble).__name__


def _sign_in_refused() -> str:
    return _(
        "%(host)s refuses the sign-in (%(why)s). Check user and password. Microsoft and Google"
        " want OAuth, or a password made for programs."
    )


_MEANINGS: tuple[tuple[tuple[type[BaseException], ...], Callable[[], Any]], ...] = (
    ((socket.gaierror,), lambda: _("there is no server called “%(host)s”. Check the name.")),
    (
        (ConnectionRefusedError,),
        lambda: _(
            "%(host)s does not answer on this port. 587 goes with STARTTLS, 465 and 993 with TLS."
        ),
    ),
    (
        (TimeoutError,),
        lambda: _(
            "%(host)s does not answer in time. Check the port, and whether a firewall is between."
        ),
    ),
    (
        (ssl.SSLCertVerificationError,),
        lambda: _(
            "the certificate of %(host)s cannot be trusted (%(why)s). Use the name it is made for."
        ),
    ),
    (
        (ssl.SSLError,),
        lambda: _("%(host)s does not speak TLS on this port. Choose STARTTLS, or another port."),
    ),
    (
        (smtplib.SMTPNotSupportedError,),
        lambda: _(
            "%(host)s does not offer this (%(why)s). Choose another security, or another port."
        ),
    ),
    ((smtplib.SMTPAuthenticationError, LoginError), _sign_in_refused),
)
