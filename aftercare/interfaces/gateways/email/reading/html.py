"""HTML from strangers: made safe, and turned into text."""

import re

import nh3
from lxml import etree
from lxml import html as lxml_html
from lxml.etree import LxmlError

LONGEST = 400_000
"""Characters of HTML that are shown; the original is always one click away."""
DEEPEST = 400
MOST_TAGS = 30_000

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd",
    "del", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "small", "span", "strike", "strong",
    "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"alt", "title", "width", "height", "data-remote", "data-cid"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign"},
    "font": {"color"},
    "ol": {"start"},
    "*": {"dir", "lang"},
}
_BLOCKS = {
    "p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol",
    "blockquote", "pre", "hr", "center", "dd", "dt",
}  # fmt: skip
_IMAGE = re.compile(r"<img\b[^>]{0,4000}>", re.IGNORECASE)
_SOURCE = re.compile(r"""\bsrc\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}


def bounded(source: str) -> str:
    """
    Return as much of some HTML as can be shown in reasonable time.

    Tags nested by the thousand cost parsers the square of their depth; no person writes them.
    """
    source = source[:LONGEST]
    depth = 0
    for number, match in enumerate(_TAG.finditer(source)):
        if match[2].lower() not in _VOID:
            depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > DEEPEST or number > MOST_TAGS:
            return source[: match.start()]
    return source


def safe_html(source: str) -> str:
    """
    Return what may be shown: no script, style or form; remote images wait for a click.

    An image's address moves to `data-remote`, one inside the mail to `data-cid`.
    """
    marked = _IMAGE.sub(_mark_source, bounded(source))
    return nh3.clean(
        marked,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags={"script", "style", "title", "head", "noscript", "template"},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def _mark_source(match: re.Match[str]) -> str:
    tag = match[0]
    found = _SOURCE.search(tag)
    if not found:
        return tag
    address = found[1].strip("\"'").replace('"', "%22")
    name = "data-cid" if address.lower().startswith("cid:") else "data-remote"
    value = address[4:] if name == "data-cid" else address
    if name == "data-remote" and not address.lower().startswith(("http://", "https://")):
        return ""
    return tag[: found.start()] + f'{name}="{value}"' + tag[found.end() :]


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


def text_of(tree: lxml_html.HtmlElement | None) -> str:
    """Return the text of a tree as it reads: blocks on lines of their own."""
    if tree is None:
        return ""
    etree.strip_elements(tree, "script", "style", "head", "title", with_tail=False)
    out: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _BLOCKS:
                out.append("\n")
            if tag == "li":
                out.append("- ")
            out.append(_squeeze(element.text, tag))
        else:
            if tag in {"p", "tr", "table", "blockquote", "h1", "h2", "h3"}:
                out.append("\n")
            elif tag in {"td", "th"}:
                out.append(" ")
            out.append(_squeeze(element.tail, ""))
    lines = [line.strip() for line in "".join(out).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _squeeze(text: str | None, tag: str) -> str:
    if not text:
        return ""
    return text if tag == "pre" else re.sub(r"[ \t\r\n\f\u00a0]+", " ", text)
