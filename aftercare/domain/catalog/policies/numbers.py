"""How numbers of items are compared."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\W_]+")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CLASS = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*(\.[a-z0-9]+(_[a-z0-9]+)*)*")


def plain_number(text: str) -> str:
    """
    Return the number of an item in the one form in which it is compared.

    `stm32f103-c8t6` and `STM32F103 C8T6` are the same: case, separators and full-width
    characters do not count.
    """
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def is_item_class(text: str) -> bool:
    """Return whether `text` is a class as guarantee rules name it, such as `television.lcd`."""
    return _CLASS.fullmatch(text) is not None


def is_currency(text: str) -> bool:
    """Return whether `text` can be the short name of a currency, such as USD."""
    return _CURRENCY.fullmatch(text) is not None
