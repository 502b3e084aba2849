from datetime import timedelta

import pytest

from aftercare.base.search.policies.fields import _known as known
from aftercare.base.search.queries import FieldKind, SearchField, find
from aftercare.base.search.steps import refresh_figures
from aftercare.base.search.tests.make import MONDAY, WEI, make_document
from aftercare.kit.refs import Ref

pytestmark = pytest.mark.django_db


def found(text, actor=WEI, **given):
    return [str(hit.subject) for hit in find(text, actor=actor, **given).hits]


def test_finds_all_words_and_ranks_the_title_first():
    make_document(1, "Delivery is late", "The display arrived broken and the courier left")
    make_document(2, "Display flickers", "After some minutes it gets dark")
    make_document(3, "Invoice", "Please send it again")
    refresh_figures(at=MONDAY)

    assert found("display") == ["case:2", "case:1"]
    assert found("displays flickering") == ["case:2", "case:1"]
    assert found("dark OR courier") == ["case:2", "case:1"]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("The screens keep flickering", "screen flicker"),
        ("We carried the batteries", "battery"),
        ("顯示器無法開機，主板故障", "显示器无法开机"),
        ("显示器无法开机，主板故障", "顯示器 主板"),
        ("屏幕闪烁", "屏"),
        ("Nasira po ang telebisyon ko, ayaw mag-on", "sira telebisyon ayaw"),
        ("Customer name is Peña", "pena"),
        ("Our TV 型號MB5500壞了", "型号 mb-5500"),
        ("The T-CON board smells", "tcon"),
        ("The TCON board smells", "t-con"),
        ("The T CON board smells", "t-con"),
        ("ＭＢ－５５００ is dead", "mb-5500"),
    ],
)
def test_finds_across_forms_scripts_and_spellings(text, question):
    make_document(1, "A case", text)
    make_document(2, "Another", "Something else entirely, 完全不同")

    assert found(question)[0] == "case:1"


@pytest.mark.parametrize(
    "part", ["SNX-7731-004", "snx7731004", "731", "31-0", "x77", "NX-77", "7310", "004"]
)
def test_finds_a_number_by_any_part_of_three_characters(part):
    make_document(1, "Dead panel", "Serial SNX-7731-004 does not start")
    make_document(2, "Dead panel", "Serial SNX-8842-115 does not start, 73 and 10")

    assert found(part) == ["case:1"]


def test_the_own_code_comes_first():
    make_document(1, "Follows C-2025-00002", "C-2025-00002 C-2025-00002")
    make_document(2, "Something")

    assert found("C-2025-00002") == ["case:2", "case:1"]
    assert found("c202500002") == ["case:2", "case:1"]


def test_finds_what_has_only_some_of_the_words_last():
    make_document(1, "Panel burnt", "smoke came out of the adapter")
    make_document(2, "Panel dark")

    hits = find("panel smoke", actor=WEI).hits

    assert [(str(hit.subject), hit.partial) for hit in hits] == [
        ("case:1", False),
        ("case:2", True),
    ]


@pytest.fixture
def _fields(monkeypatch):
    kinds = {
        "status": FieldKind.WORD,
        "tag": FieldKind.WORD,
        "unit": FieldKind.WORD,
        "assignee": FieldKind.PERSON,
        "priority": FieldKind.NUMBER,
        "created": FieldKind.DAY,
        "sla": FieldKind.DUE,
        "warranty": FieldKind.YES_NO,
    }
    for name, kind in kinds.items():
        monkeypatch.setitem(known, name, SearchField(name, kind, ""))


@pytest.mark.usefixtures("_fields")
@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("status:open", [1]),
        ("status:OPEN panel", [1]),
        ("panel -status:open", [2]),
        ("tag:vip tag:fota", [1]),
        ("-tag:vip panel", [2]),
        ("tag:vip OR status:solved", [1, 2]),
        ("assignee:me", [1]),
        ("unit:AX55*", [1]),
        ("unit:*5512", [1]),
        ("priority:2", [1]),
        ("priority>=3", [2]),
        ("priority:[1 TO 2]", [1]),
        ("priority:[1 TO 9] panel", [1, 2]),
        ("created:2025-03", [1]),
        ("created<2025-03-10", [2]),
        ("created>=2025-03-10", [1]),
        ("created:7d", [1]),
        ("created>2025-02", [1]),
        ("sla:<1h", [1]),
        ("sla>1h", [2]),
        ("warranty:yes", [1]),
        ("warranty:no", [2]),
        ('"start flicker"', [1]),
        ('"flicker start"', []),
        ("panel NOT refuses", [1]),
        ("(refuses OR nothing) panel", [2]),
        ("refu*", [2]),
        ("kind:case dead", [1, 2]),
        ("created:[2025-01-01 TO 2025-02-28]", [2]),
    ],
)
def test_understands_fields_negation_phrases_groups_and_endings(question, numbers):
    facets = {
        "status": "open",
        "tag": ["fota", "VIP"],
        "unit": "AX5512",
        "assignee": WEI.ref,
        "priority": 2,
        "created": MONDAY,
        "sla": MONDAY + timedelta(minutes=30),
        "warranty": True,
    }
    make_document(1, "Dead panel", "it does not start flickering", facets=facets)
    other = {
        "status": "solved",
        "unit": "BX-1",
        "priority": 3,
        "created": MONDAY - timedelta(days=30),
        "sla": MONDAY + timedelta(hours=3),
        "warranty": False,
    }
    make_document(2, "Dead panel", "does start, refuses, flickering", facets=other)
    make_document(3, "Somebody", kind="contact", code="")

    assert sorted(found(question, at=MONDAY)) == [f"case:{number}" for number in numbers]


def test_says_where_it_matches_without_markup():
    make_document(
        1, "<b>Panel</b> SNX-7731", "word " * 200 + "the panels <i>smoke</i> " + "x " * 99
    )

    hit = find("panel smoke", actor=WEI).hits[0]

    assert [hit.title[start:end] for start, end in hit.title_marks] == ["Panel"]
    assert [hit.excerpt.text[a:b] for a, b in hit.excerpt.marks] == ["panels", "smoke"]


@pytest.mark.parametrize(
    ("question", "late"),
    [
        ("zyxomma", "the Zyxommas are dark"),
        ("register zyxomma", "the Zyxommas are dark"),
        ("part", "the part itself"),
        ("98-77", "its number SNX-8-9877 ends"),
        ("背光燈條", "請更換背光灯条。"),
    ],
)
def test_shows_a_word_wherever_it_stands(question, late):
    early = "register the particular departure of 98 and 77, 背景光 "
    make_document(1, "Register of parts", early * 1_500 + late)

    (hit,) = find(question, actor=WEI).hits

    assert late.split()[-1] in hit.excerpt.text
    assert hit.excerpt.marks


def test_looks_within_some_rows_only_also_for_a_part_of_the_words():
    rows = [make_document(number, "Panel", "It flickers since the update") for number in range(9)]
    make_document(10, "Panel", "It flickers")
    make_document(11, "Panel", "Since then")
    few = [*rows[:2], Ref("case", 10), Ref("case", 11), Ref("case", 99)]

    assert sorted(found("flickers since update", within=few)) == sorted(map(str, few[:-1]))
    assert found("flickers since update", within=[]) == []


def test_of_a_question_that_stands_apart_the_rarer_word_is_shown():
    apart = "x " * 15_000
    make_document(1, "", f"voltage {apart} voltage of the clock {apart} voltage {apart} zyxomma")

    (hit,) = find("voltage zyxomma", actor=WEI).hits
    (together,) = find("voltage clock", actor=WEI).hits

    assert [hit.excerpt.text[a:b] for a, b in hit.excerpt.marks] == ["zyxomma"]
    assert [together.excerpt.text[a:b] for a, b in together.excerpt.marks] == ["voltage", "clock"]


def test_pages_without_gap_or_repetition():
    for number in range(25):
        make_document(number, "Panel", "dark " * (number % 3))
    whole = found("panel", limit=100)

    pages, after = [], None
    while True:
        page = find("panel", actor=WEI, limit=10, after=after)
        pages += [str(hit.subject) for hit in page.hits]
        if not (after := page.after):
            break

    assert pages == whole
    assert len(set(whole)) == 25


@pytest.mark.parametrize("text", ["", "   ", "the", "-", "( OR )", "*", "'", "\0"])
def test_finds_nothing_without_a_question(text):
    make_document(1, "Panel")

    assert found(text) == []


@pytest.mark.parametrize("after", ["x", "!!", "W10=", "bnVsbA=="])
def test_begins_anew_at_a_place_that_is_none(after):
    make_document(1, "Panel")

    assert found("panel", after=after) == ["case:1"]


def test_takes_two_statements(django_assert_num_queries):
    for number in range(6):
        make_document(number, "Panel dark")

    with django_assert_num_queries(2):
        assert len(found("panel dark")) == 6
