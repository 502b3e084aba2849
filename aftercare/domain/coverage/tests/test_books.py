import string
import subprocess
import sys
import tomllib

import pytest

from aftercare.domain.coverage.policies.books import FOLDER, built_in_library, shelf_of, whole_text
from aftercare.domain.coverage.policies.questions import MEASURES
from aftercare.domain.coverage.policies.reading import NotUnderstood
from aftercare.domain.coverage.policies.words import LANGUAGES, WORDS

PHONES = whole_text(FOLDER / "cn-phones-2001.toml")


def faults_of(text):
    with pytest.raises(NotUnderstood) as refusal:
        shelf_of(text, place="phones")
    return list(refusal.value.faults)


def test_a_day_nobody_has_marked_is_to_be_confirmed():
    text = PHONES.replace('begins_status = "K"\n', "")

    assert shelf_of(text).book.begins_status == "K"


def test_every_book_that_comes_with_us_is_whole():
    assert len(built_in_library().shelves) == 13


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ('status = "V"', 'status = "certain"', "'certain' is none of V, K, agreed, own"),
        ("months = 12", 'months = "a year"', "a whole number is expected, not 'a year'"),
        ("begins_on = 2001-11-15", "begins_on = 2001", "a day such as 2026-01-31 is expected"),
        ("rank = 20", "rang = 20", "rang: no such thing is known"),
        ('daily_rate = "0.5"', "daily_rate = 0.5", 'a number in quotes such as "19.90"'),
        ("failed_repairs >= 2", "failed_repair >= 2", "known are cause, days_held_by_parts"),
        ("failed_repairs >= 2", "failed_repairs = 2", "is no condition such as"),
        ("in_period is true", "in_period >= 3", "in_period cannot be compared like this"),
        ('says = "loan_unit"', 'says = "lend"', "no sentence is called lend"),
        ('fil = "Tsina: cellphone, tuntunin ng 2001"', "", "title: fil is missing"),
        ('code = "loan"', 'code = "accessory"', "accessory is there twice"),
        ("version = 4", "", "version: has to be there"),
        ("version = 4", "version = ", "phones: "),
        ("parts-late = {", "parts-soon = {", "articles: parts-late is shared and has none"),
        ("parts-late = {", "parts-soon = {", "articles: parts-soon is no rule that is shared"),
        (
            'code = "parts-late"',
            'code = "parts-soon"',
            "articles: parts-soon is shared and has none",
        ),
        ('also = ["days_held', 'too = ["days_held', "articles.parts-late.too: no such thing"),
        ("[[shared]]", "[[not_shared]]", "not_shared: no such thing is known"),
    ],
)
def test_a_book_that_is_written_wrongly_says_where(right, wrong, fault):
    assert right in PHONES
    assert any(fault in said for said in faults_of(PHONES.replace(right, wrong)))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_whatever_is_said_carries_its_mark(path):
    """Read as it is written: what has a default when an old book is read is no mark."""
    book = tomllib.loads(path.read_text())
    period = [book["period"]] if "period" in book else []
    rows = book.get("catalogue", [])

    said = [*book.get("rules", []), *book.get("articles", {}).values()]
    said += [*book.get("starts", []), *rows, *period]

    assert "begins_status" in book
    assert [each for each in said if not (each.get("status") and each.get("article", "row"))] == []
    assert [row for row in rows if "daily_rate" in row and "rate_status" not in row] == []
    assert [each for each in period if "restarts" in each and "restarts_status" not in each] == []


@pytest.mark.parametrize("shelf", built_in_library().shelves, ids=lambda each: each.book.code)
def test_what_is_depreciated_has_a_rate(shelf):
    if any(rule.amount == "less_use" for rule in shelf.book.rules):
        assert [row for row in shelf.book.catalogue if row.daily_rate is None] == []


def test_a_book_is_kept_with_what_it_shares():
    shelf = next(each for each in built_in_library().shelves if each.book.include)

    again = shelf_of(shelf.text)

    assert again.fingerprint == shelf.fingerprint
    assert again.book == shelf.book


def test_what_is_shared_excludes_before_a_book_speaks_for_itself():
    codes = [rule.code for rule in shelf_of(PHONES).book.rules]

    assert codes.index("excluded-mismatch") < codes.index("accessory") < codes.index("no-stock")


def test_everything_is_said_in_every_language():
    tables = (WORDS.failed, WORDS.frames, WORDS.values)
    texts = [text for table in tables for text in table.items()]
    for name, sentence in WORDS.sentences.items():
        texts += [(name, sentence.staff), (name, sentence.customer)]

    assert [name for name, said in texts if said.keys() != LANGUAGES] == []


def test_every_measure_has_words_for_not_being_met():
    assert sorted(MEASURES.keys() - WORDS.failed.keys()) == []


def test_a_sentence_has_the_same_places_in_every_language():
    def places(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    uneven = [
        name
        for name, sentence in WORDS.sentences.items()
        for said in (sentence.staff, sentence.customer)
        if len({frozenset(places(text)) for text in said.values()}) > 1
    ]
    assert uneven == []


def test_nothing_of_it_knows_django():
    code = (
        "import sys; import aftercare.domain.coverage.queries.answers;"
        " sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
