"""Writes `docs/coverage.md`: `python -m aftercare.domain.coverage.policies.describing`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aftercare.domain.coverage.policies.books import Book, built_in_library
from aftercare.domain.coverage.policies.deciding import ORDER
from aftercare.domain.coverage.policies.facts import Facts
from aftercare.domain.coverage.policies.questions import MEASURES
from aftercare.domain.coverage.policies.reading import schema_of
from aftercare.domain.coverage.policies.speaking import schema_of_spoken
from aftercare.domain.coverage.policies.words import in_words

TEMPLATE = Path(__file__).parents[1] / "data" / "page.md"
PAGE = Path(__file__).parents[4] / "docs" / "coverage.md"


def page() -> str:
    """Return the whole page."""
    books = [shelf.book for shelf in built_in_library().shelves]
    measures = (
        f"| `{each.name}` | {each.kind.__name__} | {(each.read.__doc__ or '').split('.')[0]} |\n"
        for each in MEASURES.values()
    )
    parts = {
        "diagram": diagram(books),
        "books": "".join(map(_row_of, books)),
        "measures": "".join(measures),
        "facts": "".join(_tables("facts", schema_of(Facts))),
        "decision": "".join(_tables("decision", schema_of_spoken())),
    }
    text = TEMPLATE.read_text()
    for name, part in parts.items():
        text = text.replace(f"<!-- {name} -->\n", part)
    return text


def diagram(books: list[Book]) -> str:
    """Return the decision as a drawing: which book gives which remedy by which articles."""
    lines = ["```mermaid", "flowchart LR", "  facts([facts]) --> contract[contracts, first]"]
    lines.append("  contract --> law{in force, for this buyer, about these goods?}")
    for book in books:
        name = _node(book.code)
        lines.append(f"  law --> {name}[{book.code}]")
        lines.extend(
            f'  {name} -->|"{articles}"| {remedy}' for remedy, articles in _given_by(book).items()
        )
    lines.extend(f"  {kind}([{in_words(kind, 'en')}])" for kind in ORDER)
    return "\n".join([*lines, "```", ""])


def _node(code: str) -> str:
    return code.replace("-", "_")


def _given_by(book: Book) -> dict[str, str]:
    given: dict[str, dict[str, None]] = {}
    for rule in book.rules:
        for kind in rule.grants:
            mark = " K" if rule.status == "K" else ""
            given.setdefault(kind, {})[f"{rule.article}{mark}"] = None
    return {kind: ", ".join(given[kind]) for kind in ORDER if kind in given}


def _row_of(book: Book) -> str:
    where = "EU" if len(book.countries) > 1 else book.countries[0].replace("*", "everywhere")
    until = f"{book.begins_on} – {book.ends_on}" if book.ends_on else f"from {book.begins_on}"
    about = ", ".join(sorted(book.covered_classes)).replace("*", "all goods")
    until += " (K)" if book.begins_status == "K" else ""
    note = f" {book.note}" if book.note else ""
    return (
        f"| `{book.code}` {book.version}: {book.source} | {where}, {', '.join(book.buyers)}"
        f" | {until} | {about}.{note} | {book.marks.count('V')} | {book.marks.count('K')} |\n"
    )


def _tables(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f"\n**{name}**\n\n| field | what it takes |\n|---|---|\n"
    needed = schema.get("required", ())
    inner: list[tuple[str, dict[str, Any]]] = []
    for field, each in schema["properties"].items():
        yield f"| `{field}`{', needed' if field in needed else ''} | {_takes(each)} |\n"
        of = each.get("items") or each.get("additionalProperties") or each
        if "properties" in of:
            inner.append((f"{name} › {field}", of))
    for path, of in inner:
        yield from _tables(path, of)


def _takes(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_takes(each) for each in schema["anyOf"])
    if schema["type"] == "array":
        return f"a list: {_takes(schema['items'])}"
    if of := schema.get("additionalProperties"):
        return f"by name: {_takes(of)}"
    names = {"object": "see below", "integer": "a whole number", "boolean": "`true` or `false`"}
    if schema["type"] == "string":
        return "a day" if "format" in schema else "an amount" if "pattern" in schema else "a text"
    return names[schema["type"]]


if __name__ == "__main__":
    PAGE.write_text(page())
