"""The names of months, as people write them into tables."""

_NAMES = (
    ("january", "enero", "januar"),
    ("february", "pebrero", "februar"),
    ("march", "marso", "märz"),
    ("april", "abril"),
    ("may", "mayo", "mai"),
    ("june", "hunyo", "juni"),
    ("july", "hulyo", "juli"),
    ("august", "agosto"),
    ("september", "setyembre"),
    ("october", "oktubre", "oktober"),
    ("november", "nobyembre"),
    ("december", "disyembre", "dezember"),
)
_SHORTEST = 3
"""Letters that tell each month from all others."""


def month_named(word: str) -> int:
    """Return the month, 1 to 12, that `Jan`, `September` or `Hunyo` names; 0 for another word."""
    start = word.casefold()
    if len(start) < _SHORTEST:
        return 0
    named = (
        number
        for number, names in enumerate(_NAMES, start=1)
        if any(name.startswith(start) for name in names)
    )
    return next(named, 0)
