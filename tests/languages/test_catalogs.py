"""Nothing on the screens may be missing in any language, nor say something else."""

import pytest

from languages.catalogs import LANGUAGES, catalog_of, messages_of, path_of, wanted_in
from languages.checks import forms_of, troubles_of

COUNT_OF_FORMS = {"fil": 2, "zh_Hans": 1, "zh_Hant": 1}


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


def test_every_text_is_there_and_no_other(language):
    kept = {text for text, _message in messages_of(catalog_of(language))}

    assert sorted(wanted_in(language) - kept) == [], "make messages, then translate"
    assert sorted(kept - wanted_in(language)) == [], "make messages"


def test_every_text_is_translated(language):
    lacking = [
        text.one
        for text, message in messages_of(catalog_of(language))
        if not all(forms_of(message)) or message.fuzzy
    ]
    assert lacking == []


def test_a_counted_text_has_all_its_forms(language):
    wrong = [
        text.one
        for text, message in messages_of(catalog_of(language))
        if text.many and len(forms_of(message)) != COUNT_OF_FORMS[language]
    ]
    assert wrong == []


def test_a_translation_keeps_what_programs_and_printers_need(language):
    assert troubles_of(catalog_of(language), language) == []


def test_catalogs_are_as_make_messages_writes_them(language):
    lines = path_of(language).read_text().splitlines()
    ids = [line for line in lines if line.startswith("msgid ")]

    assert len(ids) == 1 + sum(1 for _ in messages_of(catalog_of(language)))
    assert [line for line in lines if line.startswith(("#:", "#~"))] == []
