"""The secret of a thread in our own address: `support+<token>@northwell.example`."""

import re

_TOKEN = re.compile(r"^[0-9a-f]{20}$")


def with_token(address: str, token: str) -> str:
    """Return our address with the secret of a thread in it: what is sent there is of it."""
    local, _at, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"


def without_token(address: str) -> tuple[str, str]:
    """Return an address without a secret in it, casefolded, and the secret or ""."""
    local, _at, domain = address.casefold().rpartition("@")
    base, _plus, token = local.rpartition("+")
    if base and _TOKEN.match(token):
        return f"{base}@{domain}", token
    return f"{local}@{domain}", ""
