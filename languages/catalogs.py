"""The catalogs: one file per language, sorted and without dates, so that merges are painless."""

import gettext
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from languages.extraction import PACKAGES, SOURCES, Text, texts_of_libraries, texts_of_our_own

LANGUAGES = ("fil", "zh_Hans", "zh_Hant")
LOCALE = SOURCES / "locale"
OTHERS = ("django/conf/locale", "allauth/locale")
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def path_of(language: str) -> Path:
    """Return where the catalog of `language` is kept."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


@cache
def catalog_of(language: str) -> Catalog:
    """Return the catalog of `language` as it was when it was first asked for."""
    path = path_of(language)
    return _read(path) if path.exists() else Catalog(language)


def wanted_in(language: str) -> set[Text]:
    """Return what the catalog of `language` has to say: ours, and what libraries lack."""
    lacking = {text for text in texts_of_libraries() if not _is_said_by_others(text, language)}
    texts = texts_of_our_own() | lacking
    # A text that is also counted somewhere has one entry, with its plural.
    counted = {(text.one, text.context) for text in texts if text.many}
    return {text for text in texts if text.many or (text.one, text.context) not in counted}


def messages_of(catalog: Catalog) -> Iterator[tuple[Text, Message]]:
    """Yield what a catalog says, each with its key."""
    for message in catalog:
        if message.id:
            one, many = message.id if isinstance(message.id, tuple) else (str(message.id), "")
            yield Text(one, many, message.context or ""), message


def update(language: str) -> int:
    """Bring the catalog of `language` up to date with the code; return how much it lacks."""
    old = dict(messages_of(catalog_of(language)))
    new = Catalog(language)
    lacking = 0
    for text in sorted(wanted_in(language)):
        said = old[text].string if text in old else None
        lacking += not (all(said) if isinstance(said, tuple) else said)
        new.add(
            (text.one, text.many) if text.many else text.one, said, context=text.context or None
        )
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(language=language, plural=new.plural_forms).encode())
        write_po(file, new, width=0, omit_header=True, sort_output=True)
    return lacking


def compile_catalog(path: Path) -> None:
    """Write what Django reads of the catalog at `path`."""
    catalog = _read(path)
    catalog.creation_date = catalog.revision_date = LONG_AGO
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def _is_said_by_others(text: Text, language: str) -> bool:
    return any(
        said.pgettext(text.context, text.one) != text.one
        if text.context
        else said.gettext(text.one) != text.one
        if not text.many
        else said.ngettext(text.one, text.many, 2) != text.many
        for said in _catalogs_of_others(language)
    )


@cache
def _catalogs_of_others(language: str) -> list[gettext.NullTranslations]:
    return [
        gettext.translation("django", str(PACKAGES / folder), [language], fallback=True)
        for folder in OTHERS
    ]
