"""
What is new in a mail, and what was quoted, forwarded or signed.

Clients mark it in their HTML, or with a line before the old mail, in the language of their
user: `phrases` holds what is known of both. Unsure means: everything is shown.
"""

import re
from dataclasses import dataclass
from itertools import islice

from lxml import html as lxml_html

from aftercare.interfaces.gateways.email.reading import phrases
from aftercare.interfaces.gateways.email.reading.signatures import own_words, without_signature

MOST_LINES = 2_000
"""Lines that are searched for a quotation."""
LONGEST_LINE = 400
"""Characters of a line that are looked at."""
LONGEST_INTRODUCTION = 3

QUOTE, QUOTE_END, CUT, SIGNED, SIGNED_END, PLACE = "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5"
"""What stands for the marks of clients in the text of their HTML: characters that are none."""
_MARKS = re.compile("[\ufdd0-\ufdd5]\n?")

_INTRODUCTIONS = [
    (re.compile(start, re.IGNORECASE), re.compile(rf"(?:{end})\s*$", re.IGNORECASE))
    for start, end in phrases.INTRODUCTIONS.values()
]
_RULE = re.compile(
    rf"(?:[-‐‑‒–—_=*·~#]\s?){{2,80}}\s*(?:{'|'.join(phrases.RULES.values())})\s*[-‐‑‒–—_=*·~#:：\s]{{0,80}}$"
    rf"|(?:{phrases.ANNOUNCEMENTS})\s*[:：]?$",
    re.IGNORECASE,
)
_RULE_WITHIN = re.compile(
    rf"\s(-{{4,80}}\s?(?:{'|'.join(phrases.RULES[name] for name in ('zh', 'tw'))})\s?-{{4,80}})\s"
)
_KINDS = {
    "".join(label.split()).casefold(): kind
    for kind, labels in phrases.FIELDS.items()
    for label in labels.split("|")
}
_FIELD = re.compile(r"^[\s>*_|]{0,6}([^\s:：*][^:：\n]{0,24}?)\s?\*{0,2}\s?[:：]")
_LABELS = re.compile(rf"(?:^|\s)\*?({'|'.join(phrases.FIELDS.values())})\s?\*?[:：]", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}\s?[:：.時时h]\s?\d{2}")
_SEPARATOR = re.compile(r"[\s*_=─━—–~·-]{3,}$")
_SAYS_BELOW = re.compile(phrases.ANSWERS_BELOW, re.IGNORECASE)
_AS_QUOTE, _AS_CUT, _AS_SIGNED = QUOTE + QUOTE_END, CUT + PLACE, SIGNED + SIGNED_END
_MARKED = [
    (
        re.compile(rf"(?:x_)*(?:{phrases.QUOTE_MARKS})|ydp\w*yahoo_quoted\w*", re.IGNORECASE),
        _AS_QUOTE,
    ),
    (re.compile(rf"(?:x_)*(?:{phrases.CUT_MARKS})"), _AS_CUT),
    (re.compile(rf"(?:x_)*(?:{phrases.SIGNATURE_MARKS})"), _AS_SIGNED),
]


@dataclass(frozen=True)
class Reply:
    """The new text of a mail, and whether we are sure that it is all of it."""

    text: str
    is_certain: bool


@dataclass
class _Lines:
    """A mail line by line: what it says, and what its client or a `>` marks as old or signed."""

    texts: list[str]
    quoted: list[bool]
    signed: list[bool]
    cut: int | None = None

    def own(self, start: int, end: int) -> str:
        """Return what is neither quoted nor signed between two lines."""
        chosen = range(max(start, 0), min(end, len(self.texts)))
        return "\n".join(
            self.texts[line] for line in chosen if not self.quoted[line] and not self.signed[line]
        )


def mark_of(element: lxml_html.HtmlElement) -> str:
    """Return the marks that stand for an element by which a client says what is old or signed."""
    names = [element.get("id"), element.get("name"), *(element.get("class") or "").split()[:10]]
    for name in filter(None, names):
        for pattern, marks in _MARKED:
            if pattern.fullmatch(name):
                return SIGNED + PLACE if (marks, element.tag) == (_AS_SIGNED, "hr") else marks
    style = (element.get("style") or "").lower().replace(" ", "")
    if "border-top" in style and _kind("".join(islice(element.itertext(), 8)).strip()) == "from":
        return _AS_CUT  # Outlook
    return _AS_QUOTE if _is_quote(element, style) else ""


def _is_quote(element: lxml_html.HtmlElement, style: str) -> bool:
    if element.tag != "blockquote":
        return bool(element.tag == "includetail" or element.get("name") == "quote")
    is_ruled: bool = "border-left" in style and "border-left:none" not in style
    return is_ruled or bool(element.get("type") or element.get("cite"))


def without_marks(text: str) -> str:
    """Return a text without the marks of clients."""
    return re.sub(r"\n{3,}", "\n\n", _MARKS.sub("", text)).strip()


def new_text(text: str) -> Reply:
    """
    Return what is new in a text, which may be marked as `mark_of` says.

    A quotation at the end is cut off, and a signature before it. Where somebody wrote below or
    between quoted lines, or nothing would be left, everything stays.
    """
    whole = without_marks(text)
    lines = _lines_of(_RULE_WITHIN.sub(r"\n\1\n", text))
    begins, below = _old(lines)
    if begins is None:
        new = without_signature(lines.own(0, len(lines.texts)))
        return Reply(new if new and len(lines.texts) < MOST_LINES else whole, is_certain=True)
    before = _trimmed(lines.own(0, begins))
    if not own_words(before) or own_words(below) or _says_below(before):
        return Reply(whole, is_certain=False)
    return Reply(without_signature(before), is_certain=True)


def _says_below(before: str) -> bool:
    return len(before) < LONGEST_LINE and bool(_SAYS_BELOW.search(before))


def _lines_of(text: str) -> _Lines:
    found = _Lines([], [], [])
    depth = signed = 0
    for line in text.split("\n")[:MOST_LINES]:
        if line in {QUOTE, QUOTE_END}:
            depth = max(depth + (1 if line == QUOTE else -1), 0)
        elif line in {SIGNED, SIGNED_END}:
            signed = max(signed + (1 if line == SIGNED else -1), 0)
        elif line == CUT and found.cut is None and not depth:
            found.cut = len(found.texts)
        if line in {QUOTE, QUOTE_END, CUT, SIGNED, SIGNED_END, PLACE}:
            continue
        found.texts.append(line)
        found.quoted.append(depth > 0 or line.lstrip(" ").startswith((">", "＞")))
        found.signed.append(signed > 0)
    return found


def _old(lines: _Lines) -> tuple[int | None, str]:
    """Return the line where the old mail begins, and what is new below or between its lines."""
    head = _head(lines)
    quoted = next((number for number, is_old in enumerate(lines.quoted) if is_old), None)
    starts = [each for each in (quoted, lines.cut, head and head[0]) if each is not None]
    if not starts:
        return None, ""
    begins = min(starts)
    if begins == lines.cut:
        return begins, ""
    return begins, _below(lines, head[1] if head and begins == head[0] else begins)


def _below(lines: _Lines, start: int) -> str:
    """Return what is not quoted after a quotation; nothing where clients quote without marks."""
    filled = (each for each in range(start, len(lines.texts)) if lines.texts[each].strip())
    place = next(filled, None)
    if place is None or not lines.quoted[place]:
        return ""
    own: list[str] = []
    while place < len(lines.texts):
        found = None if lines.quoted[place] else _head_at(lines, place, is_bare=True)
        if found and not found[1]:
            break
        if not found and not lines.quoted[place] and not lines.signed[place]:
            own.append(lines.texts[place])
        place = found[0] if found else place + 1
    return "\n".join(own)


def _head(lines: _Lines) -> tuple[int, int] | None:
    """Return the first line that announces the old mail, and the line after that."""
    for number, is_old in enumerate(lines.quoted):
        found = None if is_old else _head_at(lines, number)
        if found:
            return number, found[0]
    return None


def _head_at(lines: _Lines, number: int, *, is_bare: bool = False) -> tuple[int, bool] | None:
    """Return the line after what announces an old mail in a line, and whether it is a sentence."""
    line = lines.texts[number].strip()[:LONGEST_LINE]
    if not line:
        return None
    if _RULE.match(line):
        return number + 1, False
    end = _introduction(lines, number, is_bare=is_bare)
    if end:
        return end, True
    end = _block(lines.texts, number)
    return (end, False) if end else None


def _introduction(lines: _Lines, number: int, *, is_bare: bool) -> int | None:
    """Return the line after an “On … wrote:” that begins in a line, or nothing."""
    first = lines.texts[number].strip()[:LONGEST_LINE]
    ends = [end for start, end in _INTRODUCTIONS if start.match(first)]
    joined = ""
    for count, text in enumerate(lines.texts[number : number + LONGEST_INTRODUCTION], 1):
        joined = f"{joined} {text.strip()}".strip()
        if not ends or len(joined) > LONGEST_LINE or not text.strip():
            return None
        if any(end.search(joined) for end in ends):
            after = number + count
            is_sure = is_bare or "@" in joined or _CLOCK.search(joined) or _quotes(lines, after)
            return after if is_sure else None
    return None


def _quotes(lines: _Lines, start: int) -> bool:
    for number in range(start, min(start + 3, len(lines.texts))):
        if lines.quoted[number]:
            return True
        if lines.texts[number].strip():
            return False
    return False


def _block(texts: list[str], number: int) -> int | None:
    """Return the line after the head of an old mail that begins in a line, or nothing."""
    kinds: dict[str, str] = {}
    end = number
    for place in range(number, min(number + 20, len(texts))):
        line = texts[place].strip()[:LONGEST_LINE]
        kind = _kind(line)
        if kind is None and (not kinds or place - end >= 3):  # noqa: PLR2004  # long lists of people
            break
        if kind is not None:
            kinds.setdefault(kind, line)
            end = place + 1
        if place == number:
            for label in _LABELS.findall(line)[1:]:
                kinds.setdefault(_KINDS["".join(label.split()).casefold()], line)
    return end if _is_head(kinds) else None


def _kind(line: str) -> str | None:
    match = _FIELD.match(line)
    return _KINDS.get("".join(match[1].split()).strip("*").casefold()) if match else None


def _is_head(kinds: dict[str, str]) -> bool:
    """Return whether some fields are the head of a mail, and not a customer's list of facts."""
    has_address = "@" in kinds.get("from", "") or "@" in kinds.get("to", "")
    least = 2 if has_address else 3
    tells_time = bool(_CLOCK.search(kinds.get("sent", "")))
    return (
        "from" in kinds
        and len(kinds) >= least
        and (has_address or tells_time or "subject" in kinds)
    )


def _trimmed(text: str) -> str:
    """Return a text without the rules and empty lines at its end."""
    lines = text.strip().split("\n")
    while lines and (not lines[-1].strip() or _SEPARATOR.match(lines[-1].strip())):
        lines.pop()
    return "\n".join(lines).strip()
