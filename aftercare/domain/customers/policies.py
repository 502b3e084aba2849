"""How addresses of people are compared."""

import phonenumbers

from aftercare.domain.customers.states import Channel

LONGEST_PEER = 200
PUBLIC_DOMAINS = frozenset(
    {
        "126.com",
        "139.com",
        "163.com",
        "189.cn",
        "aliyun.com",
        "aol.com",
        "daum.net",
        "foxmail.com",
        "gmail.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hinet.net",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "naver.com",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "sina.cn",
        "sina.com",
        "sohu.com",
        "web.de",
        "yahoo.com",
        "yahoo.com.hk",
        "yahoo.com.ph",
        "yahoo.com.tw",
        "yandex.ru",
        "yeah.net",
        "ymail.com",
    }
)
"""Where everybody may have a mailbox: two who share such a domain have nothing in common."""


def is_public_domain(domain: str) -> bool:
    """Return whether anybody may have an address there."""
    return domain.casefold() in PUBLIC_DOMAINS


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
