"""The text of a mail, gathered from its parts."""

import re
from dataclasses import dataclass, field
from html import escape

from aftercare.interfaces.gateways.email.reading.charsets import clean, decode
from aftercare.interfaces.gateways.email.reading.html import bounded, safe_html, text_of, tree_of
from aftercare.interfaces.gateways.email.reading.parts import Part
from aftercare.interfaces.gateways.email.reading.quoting import (
    Reply,
    mark_of,
    new_text,
    without_marks,
)

LONGEST_TEXT = 2_000_000
"""Bytes of all texts of a mail that are read."""
MOST_TEXTS = 50
_HTML = re.compile(rb"\s*(?:<!doctype html|<html|<head|<body)", re.IGNORECASE)
_ENRICHED_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,60}>")


@dataclass(frozen=True)
class Body:
    """What a mail says: as text, the new of it, and as HTML."""

    text: str
    reply: Reply
    html: str


@dataclass
class Passage:
    """One text of a mail, as plain text, as HTML, or the same as both."""

    plain: str = ""
    html: str = ""


@dataclass
class Passages:
    """The texts of a mail in their order, and what was odd about them."""

    all: list[Passage] = field(default_factory=list)
    problems: set[str] = field(default_factory=set)
    left: int = LONGEST_TEXT

    @property
    def has_room(self) -> bool:
        """Return whether one more text can be taken; what is more are files."""
        return len(self.all) < MOST_TEXTS and self.left > 0

    def take(self, part: Part, *, beside: Passage | None = None) -> Passage:
        """Add the text of a part; `beside` is the same text in another form."""
        passage = beside if beside is not None else Passage()
        content = part.content(3 * self.left)
        if len(content) > self.left or len(part.body) > 3 * self.left:
            self.problems.add("text_shortened")
        content = content[: self.left]
        self.left -= len(content)
        text, is_guessed = decode(content, str(part.parameter("charset") or "")[:40])
        if is_guessed:
            self.problems.add("charset_guessed")
        is_html = part.type == "text/html" or _HTML.match(content[:200])
        if is_html:
            passage.html = passage.html or text
        elif not passage.plain:
            is_enriched = part.type in {"text/enriched", "text/richtext"}
            passage.plain = _ENRICHED_TAG.sub("", text) if is_enriched else text
        if beside is None:
            self.all.append(passage)
        return passage

    def body(self) -> Body:
        """Return what all passages say together."""
        filled = [each for each in self.all if each.plain.strip() or each.html.strip()]
        source = _together(filled) if any(each.html.strip() for each in filled) else ""
        if len(bounded(source)) < len(source):
            self.problems.add("html_shortened")
        marked = text_of(tree_of(source), mark_of) if source else ""
        plain = "\n".join(clean(each.plain).strip() for each in filled)
        is_plain = all(each.plain.strip() for each in filled)
        text = plain.strip() if is_plain else without_marks(marked)
        reply = _reply(text, marked)
        if not reply.is_certain:
            self.problems.add("quote_unsure")
        return Body(text, reply, safe_html(source) if source else "")


def _together(passages: list[Passage]) -> str:
    pieces = [
        each.html if each.html.strip() else escape(each.plain).replace("\n", "<br>\n")
        for each in passages
    ]
    return pieces[0] if len(pieces) == 1 else "".join(f"<div>{each}</div>\n" for each in pieces)


def _reply(text: str, marked: str) -> Reply:
    """Return the new text; what the client marked in its HTML counts more than phrases."""
    if not marked or marked == without_marks(marked):
        return new_text(text)
    found = new_text(marked)
    return found if found.is_certain and found.text else Reply(text, is_certain=False)
