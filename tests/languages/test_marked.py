"""
What people read has to be marked, else no catalog knows of it.

Found by the shape of the code: a plain text where people will read it. What no rule sees here
is seen on the screens.
"""

import ast
import re
from html.parser import HTMLParser

from languages.extraction import SOURCES

SAMPLES = {"styleguide.html", "styleguide.py"}
"""Pages that show made-up data in English."""
TAGS = re.compile(
    r"{%\s*comment.*?endcomment\s*%}|{%\s*blocktranslate.*?endblocktranslate\s*%}|{%.*?%}|{{.*?}}"
    r"|{#.*?#}|<(script|style|code|kbd|textarea)\b.*?</\1>",
    re.DOTALL,
)
NAMES_OF_LOOKS = re.compile(r"{% block (\w*width|layout|show|body_class) %}.*?{% endblock %}")
HALF_A_TAG = re.compile(r"(</?){%.*?%}")
WORD = re.compile(r"\b[^\W\d_]{2,}\b(?!:\w)")  # case:12 is no word
ADDRESS = re.compile(r"\S+@\S+")
READ_ATTRIBUTES = {
    *("alt", "aria-label", "aria-description", "data-saved", "data-kept", "help", "hint", "label"),
    *("note", "placeholder", "text", "title", "yes"),
}
READ_ARGUMENTS = {
    *("empty_label", "help_text", "label", "placeholder", "text", "title", "verbose_name"),
    *("violation_error_message", "hint", "note"),
}
SPOKEN_ARGUMENT = {"toast": 1, "toast_with_undo": 1, "NavEntry": 1, "ValidationError": 0}
NAMES = {"Aftercare", "esc", "Ctrl", "Enter", "JavaScript"}


class Words(HTMLParser):
    """The words of a page outside of tags of templates."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.note(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in READ_ATTRIBUTES:
                self.note(value or "")

    def note(self, text: str) -> None:
        text = ADDRESS.sub("", text)
        self.found += [word for word in WORD.findall(text) if word not in NAMES]


def words_in(page: str) -> list[str]:
    words = Words()
    page = HALF_A_TAG.sub(r"\1", NAMES_OF_LOOKS.sub("", page))
    words.feed(TAGS.sub(" ", page))
    return words.found


def unmarked_in(code: str) -> list[str]:
    return [
        text.value
        for node in ast.walk(ast.parse(code))
        for text in _read_by_people(node)
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
        if WORD.search(text.value)
    ]


def _read_by_people(node):
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        yield from (word.value for word in node.keywords if word.arg in READ_ARGUMENTS)
        position = SPOKEN_ARGUMENT.get(name, 0 if name in REFUSALS else None)
        if position is not None:
            yield from node.args[position : position + 1]
    if isinstance(node, ast.ClassDef) and "TextChoices" in map(ast.unparse, node.bases):
        for line in node.body:
            if isinstance(line, ast.Assign):
                value = line.value
                yield value.elts[1] if isinstance(value, ast.Tuple) else value


def refusals():
    return {
        node.name
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        if "Refused" in map(ast.unparse, node.bases)
    }


REFUSALS = {"Refused", *refusals()}


def sources(suffix):
    return [
        path
        for path in SOURCES.rglob(f"*{suffix}")
        if not {"tests", "migrations", "demo", "commands"} & set(path.parts)
        and path.name not in SAMPLES
    ]


def test_templates_say_nothing_that_is_not_marked():
    plain = {
        str(path.relative_to(SOURCES)): found
        for path in [*sources(".html"), *sources(".txt")]
        if "templates" in path.parts
        if (found := words_in(path.read_text()))
    }
    assert plain == {}


def test_code_says_nothing_that_is_not_marked():
    plain = {
        str(path.relative_to(SOURCES)): found
        for path in sources(".py")
        if (found := unmarked_in(path.read_text()))
    }
    assert plain == {}


def test_the_search_finds_what_is_plain():
    assert words_in('<p title="Some">{% translate "Not" %} text <b>{{ here }}</b></p>') == [
        *("Some", "text")
    ]
    assert unmarked_in('toast(request, "Saved.")') == ["Saved."]
    assert unmarked_in('CharField(label="Name", help_text=_("How"))') == ["Name"]
    assert unmarked_in('class S(TextChoices):\n    OPEN = "open", "Open"\n    A = "a", _("A")') == [
        "Open"
    ]


def said_too_early(code):
    """Return what is translated while a module is loaded, so in English for ever."""
    tree = ast.parse(code)
    now = {"gettext", "ngettext", "pgettext", "npgettext"}
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in now
    }
    waiting, found = [*tree.body], []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
            found.append(ast.unparse(node))
        waiting += ast.iter_child_nodes(node)
    return found


def test_what_modules_keep_is_translated_when_it_is_shown():
    early = {
        str(path.relative_to(SOURCES)): found
        for path in sources(".py")
        if (found := said_too_early(path.read_text()))
    }
    assert early == {}, "gettext_lazy, where a module or class keeps the text"
