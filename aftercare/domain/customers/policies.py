"""How addresses of people are compared, and what people write for countries and languages."""

import re
from functools import cache, lru_cache

import phonenumbers
from babel import Locale
from django.conf import settings
from django.conf.locale import LANG_INFO

from aftercare.domain.customers.states import Channel

LONGEST_PEER = 200
KEPT = 100_000
"""Phone numbers that are kept as they are compared: a file asks for each twice. At most 35 MB."""


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


@lru_cache(KEPT)
def _normal_phone(typed: str, country: str) -> str:
    try:
        number = phonenumbers.parse(typed, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@cache
def country_words() -> dict[str, str]:
    """Return the countries by code, and by their names in the languages of the screens."""
    words: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        names = Locale.parse(language, sep="-").territories
        words |= {name: code for code, name in names.items() if len(code) == _ISO}
    return words | {code: code for code in words.values()} | {"UK": "GB", "USA": "US"}


@cache
def language_words() -> dict[str, str]:
    """Return the languages by code, and by what they call themselves and English calls them."""
    words: dict[str, str] = {}
    for code, info in LANG_INFO.items():
        if "name_local" in info:
            words |= {code: code, info["name"]: code, info["name_local"]: code}
    more = {"Chinese": "zh-hans", "中文": "zh-hans", "简体": "zh-hans", "繁體": "zh-hant"}
    return words | more | {"zh": "zh-hans", "zh-CN": "zh-hans", "zh-TW": "zh-hant"}


def split_words(text: str) -> list[str]:
    """Return the words of a list between commas, each once."""
    parts = re.split(r"[,，、;；\n]", text)
    return list(dict.fromkeys(each.strip().casefold()[:40] for each in parts if each.strip()))


_ISO = 2
