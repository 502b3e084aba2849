"""HTML from strangers: made safe, and turned into text in which quotations are marked."""

import re
from collections.abc import Callable
from urllib.parse import quote

import nh3
from lxml import etree
from lxml import html as lxml_html
from lxml.etree import LxmlError

LONGEST = 400_000
"""Characters of HTML that are shown; the original is always one click away."""
DEEPEST = 200
MOST_TAGS = 30_000

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd",
    "del", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "small", "span", "strike", "strong",
    "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign"},
    "font": {"color"},
    "ol": {"start"},
    "*": {"dir", "lang"},
}
_BLOCKS = {
    "p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol",
    "blockquote", "pre", "hr", "center", "dd", "dt", "section", "article", "header", "footer",
    "includetail",
}  # fmt: skip
_SPACED = {"p", "table", "blockquote", "h1", "h2", "h3"}
_UNSEEN = ("script", "style", "head", "title", "noscript", "template", "object", "svg", "math")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr", "o"}
_ENDS_ITSELF = {"p", "li", "td", "th", "tr", "dd", "dt", "tbody", "thead", "tfoot", "option"}
_LINK = re.compile(r"\s*(?:https?:|mailto:|tel:)", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
_SOURCE = re.compile(r'(<img(?: [a-z]+="[^"]*")*?) src="([^"]*)"')
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)

Marker = Callable[[lxml_html.HtmlElement], str]


def bounded(source: str) -> str:
    """
    Return as much of some HTML as can be shown in reasonable time.

    Tags nested by the thousand cost parsers the square of their depth; no person writes them.
    """
    source = source[:LONGEST]
    depth = 0
    for number, match in enumerate(_TAG.finditer(source)):
        tag = match[2].lower()
        if tag not in _VOID and tag not in _ENDS_ITSELF:
            depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > DEEPEST or number > MOST_TAGS:
            return source[: match.start()]
    return source


def safe_html(source: str) -> str:
    """
    Return what may be shown: no script, style or form; remote images wait for a click.

    An image's address moves to `data-remote`, one inside the mail to `data-cid`.
    """
    cleaned = nh3.clean(
        bounded(source),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_harmless,
        clean_content_tags={"script", "style", "title", "head", "noscript", "template"},
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    return _SOURCE.sub(_waiting, cleaned)  # sound, because nh3 has quoted every attribute


def _harmless(tag: str, name: str, value: str) -> str | None:
    """Return the value of an attribute as it may stay. What is relative would point at us."""
    if (tag, name) == ("a", "href"):
        return value if _LINK.match(value) else None
    if (tag, name) != ("img", "src"):
        return value
    value = value.strip()
    if value.startswith("//"):
        value = f"https:{value}"
    if value.lower().startswith(("http://", "https://", "cid:")):
        return quote(value, safe="%:/?#[]@!$&()*+,;=~|{}^<>-._") if '"' in value else value
    return value if _PICTURE.fullmatch(value) else None


def _waiting(match: re.Match[str]) -> str:
    address = match[2]
    if address[:5].lower() == "data:":
        return match[0]
    if address[:4].lower() == "cid:":
        return f'{match[1]} data-cid="{address[4:]}"'
    return f'{match[1]} data-remote="{address}"'


def tree_of(source: str) -> lxml_html.HtmlElement | None:
    """Return the tree of some HTML, or nothing where there is none worth the name."""
    source = bounded(source)
    if not source.strip():
        return None
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True)
    try:
        return lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return None


class _Page:
    """Lines of text, broken where a browser would break them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.current: list[str] = []

    def write(self, text: str | None, *, is_kept: bool) -> None:
        """Write some text; white space counts only where it is kept."""
        if not text:
            return
        if not is_kept:
            self.current.append(_SPACE.sub(" ", text))
            return
        first, *others = text.split("\n")
        self.current.append(first)
        for other in others:
            self.end_line()
            self.current.append(other)

    def end_line(self) -> None:
        """End the line, even an empty one."""
        self.lines.append("".join(self.current).strip())
        self.current.clear()

    def end_block(self) -> None:
        """End the line if there is something on it."""
        if "".join(self.current).strip():
            self.end_line()
        self.current.clear()

    def leave_gap(self) -> None:
        """End the line, and leave an empty one."""
        self.end_block()
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def begin(self, tag: str, classes: str) -> None:
        """Begin an element."""
        if tag == "br":
            self.end_line()
        elif tag in _SPACED and "Mso" not in classes:
            self.leave_gap()
        elif tag in _BLOCKS:
            self.end_block()
        if tag == "li":
            self.current.append("- ")

    def end(self, tag: str, classes: str) -> None:
        """End an element."""
        if tag == "p" and "Mso" in classes:  # Word's paragraphs are lines; empty ones are gaps
            self.end_line()
        elif tag in _SPACED:
            self.leave_gap()
        elif tag in _BLOCKS and tag != "br":
            self.end_block()
        elif tag in {"td", "th"}:
            self.current.append(" ")


def text_of(tree: lxml_html.HtmlElement | None, marker: Marker = lambda _element: "") -> str:
    """
    Return the text of a tree as it reads.

    `marker` gives two characters for elements that shall be marked, one for the place where
    they begin and one for where they end; they stand on lines of their own.
    """
    if tree is None:
        return ""
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    _drop_unseen(tree)
    page = _Page()
    kept = 0
    marks: dict[lxml_html.HtmlElement, str] = {}
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        classes = element.get("class") or ""
        if event == "start":
            page.begin(tag, classes)
            kept += tag == "pre"
            _mark(page, marks.setdefault(element, marker(element))[:1])
            page.write(element.text, is_kept=kept > 0)
        else:
            kept -= tag == "pre"
            page.end(tag, classes)
            _mark(page, marks.pop(element, "")[1:])
            page.write(element.tail, is_kept=kept > 0)
    page.end_block()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(page.lines)).strip()


def _mark(page: _Page, mark: str) -> None:
    if mark:
        page.end_block()
        page.lines.append(mark)


def _drop_unseen(tree: lxml_html.HtmlElement) -> None:
    for element in tree.xpath("//*[contains(@style, 'none') or contains(@style, 'hide')]"):
        if _UNSEEN_STYLE.search(element.get("style")) and element.getparent() is not None:
            element.drop_tree()
