"""How addresses of people are compared."""

import phonenumbers

from aftercare.domain.customers.states import Channel

LONGEST_PEER = 200


def normal_peer(channel: str, typed: str, *, country: str = "") -> str:
    """
    Return an address in the one form in which it is compared.

    E-mail without regard to case and with its domain in ASCII; phone numbers in E.164 by the
    country of the customer. A number that cannot be one (short, anonymous) gives "": nobody
    is recognised by it.
    """
    typed = typed.strip()[:LONGEST_PEER]
    if channel == Channel.EMAIL:
        return _normal_email(typed)
    if channel == Channel.PHONE:
        return _normal_phone(typed, country)
    return typed


def _normal_email(typed: str) -> str:
    local, at_sign, domain = typed.rpartition("@")
    if not at_sign or not local or "." not in domain or " " in typed:
        return ""
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        return ""
    return f"{local}@{domain}".casefold()


def _normal_phone(typed: str, country: str) -> str:
    try:
        number = phonenumbers.parse(typed, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
