import os
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aftercare.project.configuration.kinds import Variable
from aftercare.project.configuration.values import HERE, VARIABLES, Configuration

OURS = ("AFTERCARE_", "FILES_S3_", "OIDC_")
"""What begins like this is meant for us."""


class WronglyConfigured(Exception):
    """The environment says what cannot be; `faults` are sentences, one for each variable."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def configuration() -> Configuration:
    """Return what the environment of this process says. Raises `WronglyConfigured`."""
    return read_configuration(os.environ)


def read_configuration(environment: Mapping[str, str]) -> Configuration:
    """Read everything, so that all faults are told at once. Raises `WronglyConfigured`."""
    faults: list[str] = []
    read: dict[str, Any] = {}
    for name, variable in VARIABLES.items():
        try:
            text = _text_of(variable, environment)
            if text:
                read[name] = variable.kind.read(text)
        except (ValueError, LookupError):
            given = "a secret we do not show" if variable.is_secret else f"“{text}”"
            faults.append(f"{variable.name} is {given}; it has to be {variable.kind.allowed}.")
        except OSError as problem:
            faults.append(f"{variable.name}_FILE cannot be read: {problem.strerror or problem}.")
        except _SaidTwice:
            faults.append(f"{variable.name} and {variable.name}_FILE are both set; keep one.")
    found = Configuration(**read)
    faults += _contradictions(found)
    if faults:
        raise WronglyConfigured(faults)
    address = found.public_url or f"http://localhost:{found.port}"
    return replace(found, home=found.home.resolve(), public_url=address)


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """Return sentences about variables that look like ours and mean nothing."""
    known = {
        name
        for each in VARIABLES.values()
        for name in (each.name, f"{each.name}_FILE" if each.is_secret else each.name)
    }
    said = []
    for name in sorted(set(environment) - known):
        if name.startswith(OURS):
            near = get_close_matches(name, known, n=1, cutoff=0.7)
            hint = f" Is {near[0]} meant?" if near else ""
            said.append(f"{name} is set and means nothing to us.{hint}")
    return said


class _SaidTwice(Exception):
    pass


def _text_of(variable: Variable, environment: Mapping[str, str]) -> str:
    text = environment.get(variable.name, "").strip()
    file = environment.get(f"{variable.name}_FILE", "") if variable.is_secret else ""
    if text and file:
        raise _SaidTwice
    return Path(file).read_text().strip() if file else text


def _contradictions(found: Configuration) -> list[str]:
    rules = {
        "DEBUG is 1 while others can reach us; it would show them the insides of the system."
        " Take it away, or leave only localhost in HOST, HOSTS and PUBLIC_URL.": (
            found.debug and not found.is_local
        ),
        "PUBLIC_URL is http while others can reach us (HOST, HOSTS, PUBLIC_URL), so passwords would"
        " travel for everybody to read; it has to be https. AFTERCARE_INSECURE=1 allows http for a"
        " try.": (found.needs_tls and not _is_https(found)),
        "PUBLIC_URL is https, which a proxy before us has to speak; TRUSTED_PROXIES has to say how"
        " many of them there are, usually 1.": (_is_https(found) and not found.trusted_proxies),
        "HOSTS is “*”; it has to be the names under which browsers may ask.": (
            "*" in found.hosts and not found.is_insecure
        ),
        "OIDC_ISSUER is set, so OIDC_CLIENT_ID has to be, too.": (
            found.oidc_issuer and not found.oidc_client_id
        ),
        "SMTP_KEY is set, so SMTP_CERTIFICATE has to be, too.": (
            found.smtp_key and not found.smtp_certificate
        ),
        "MAIL_USER is set, so MAIL_PASSWORD or MAIL_PASSWORD_FILE has to be, too.": (
            found.mail_user and not found.mail_password
        ),
        "MAIL_SECURITY is “none”, so the password for MAIL_HOST would travel for everybody to"
        " read; it has to be `starttls` or `tls`.": (
            found.mail_user and found.mail_security == "none" and found.mail_host not in HERE
        ),
    }
    return [sentence for sentence, is_so in rules.items() if is_so]


def _is_https(found: Configuration) -> bool:
    return urlsplit(found.public_url).scheme == "https"
