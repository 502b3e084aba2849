"""How messages are put together into conversations."""

import re

_PREFIX = re.compile(
    r"^\s*(?:re|aw|antw|sv|vs|odp|ynt|rif|res|rv|fwd?|wg|tr|enc|回复|回覆|答复|答覆|转发|轉寄|轉發|返信|転送|tugon)"
    r"\s*(?:\[\d+\])?\s*[:：]\s*",
    re.IGNORECASE,
)


def base_subject(subject: str) -> tuple[str, bool]:
    """Return a subject without “Re:” and its like, and whether there was one."""
    rest, answered = subject[:500], False
    while match := _PREFIX.match(rest):
        rest, answered = rest[match.end() :], True
    return " ".join(rest.split()), answered


def reply_subject(subject: str) -> str:
    """Return the subject of an answer: one “Re:”, however often it went back and forth."""
    base, _answered = base_subject(subject)
    return f"Re: {base}" if base else "Re:"
