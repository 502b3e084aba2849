import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercare.base.search.policies.fields import FieldKind, SearchField
from aftercare.base.search.policies.language import Field
from aftercare.base.search.policies.misses import subject_of
from aftercare.base.search.policies.parsing import LONGEST_QUESTION, parse_query
from aftercare.base.search.policies.tokens import clean, codes, fold, in_any_script, stem, tokens

FIELDS = {
    name: SearchField(name, kind, "")
    for name, kind in {
        "status": FieldKind.WORD,
        "tag": FieldKind.WORD,
        "unit": FieldKind.WORD,
        "part": FieldKind.WORD,
        "assignee": FieldKind.PERSON,
        "created": FieldKind.DAY,
        "sla": FieldKind.DUE,
        "priority": FieldKind.NUMBER,
        "warranty": FieldKind.YES_NO,
    }.items()
}
PIECES = st.sampled_from(
    [
        *("status:", "created>", "sla:<1h", "priority:[1 TO 5]", "priority>=", "warranty:yes"),
        *("foo:", "http://x.y", "2026-01", "OR", "AND", "NOT", "TO", "螢幕", "x"),
        *('-(-- )"*[]=<“：\u0338\u0301'),
    ]
)
QUESTIONS = st.lists(PIECES | st.just(" ") | st.text(max_size=4), max_size=16).map("".join)


def read(text):
    return parse_query(text, FIELDS)


@settings(max_examples=400)
@given(QUESTIONS)
def test_any_question_can_be_read_written_and_read_again(text):
    query = read(text)

    assert read(str(query)).nodes == query.nodes


@settings(max_examples=200)
@given(QUESTIONS)
def test_a_chip_can_be_taken_off(text):
    query = read(text)

    for chip in query.chips():
        assert len(read(chip.without).nodes) == len(query.nodes) - 1
        assert str(query.without(chip)).count(chip.text) < max(1, str(query).count(chip.text)) + 1


@settings(max_examples=400)
@given(st.text())
def test_any_text_has_tokens_at_their_places(text):
    cleaned = clean(text)

    for token in tokens(cleaned):
        assert token.term
        assert 0 <= token.start < token.end <= len(cleaned)
        assert "\0" not in token.term
    assert all(len(code) >= 3 for code in codes(cleaned))


@given(st.text())
def test_folding_again_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(clean(text))) == fold(clean(text))


def test_the_whole_language_at_once():
    query = read(
        "status:open assignee:me tag:fota created>2026-01-01 sla:<1h unit:AX55* part:MB-5500 "
        '-tag:spam "exact  words" (a OR b) NOT x priority:[1 TO 5]'
    )

    assert str(query) == (
        "status:open assignee:me tag:fota created>2026-01-01 sla<1h unit:AX55* part:MB-5500 "
        '-tag:spam "exact words" (a OR b) -x priority:[1 TO 5]'
    )
    assert query.problems == ()
    chips = query.chips()
    assert (chips[4].field, chips[4].operator, chips[4].value) == ("sla", "<", "1h")
    assert (chips[7].text, chips[7].negated) == ("-tag:spam", True)
    assert "-tag:spam" not in chips[7].without


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("a OR b c", "(a OR b) c"),
        ("(a b) OR c", "((a b) OR c)"),
        ("-(a b)", "-(a b)"),
        ("NOT -a", "a"),
        ("a AND b", "a b"),
        ("((a", "a"),
        ("a ) b", "a b"),
        ("OR", ""),
        ("状态 “引号 里面”", '状态 "引号 里面"'),
        ("status：open", "status:open"),
        ('24" monitor', '24" monitor'),
        ('tag:"two words"', 'tag:"two words"'),
    ],
)
def test_is_written_in_one_way(text, canonical):
    assert str(read(text)) == canonical


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("color:red", "color red"),
        ("created:soon", "created soon"),
        ("created:2026-13", "created 2026-13"),
        ("status>open", "status open"),
        ("status:", "status"),
        ("tag:[a TO b]", "tag a to b"),
        ("x" * 2_000, "x" * LONGEST_QUESTION),
    ],
)
def test_what_is_not_understood_becomes_words_and_is_said(text, canonical):
    query = read(text)

    assert str(query) == canonical
    assert len(query.problems) == 1


def test_fields_are_set_and_taken_away():
    query = read("panel status:open -status:solved created>2026")

    assert str(query.with_field("status", "closed")) == (
        "panel -status:solved created>2026 status:closed"
    )
    assert str(query.without_field("status")) == "panel created>2026"
    assert query.fields("status") == [Field("status", ":", "open")]


@pytest.mark.parametrize(
    ("words", "root"),
    [
        (["screen", "screens"], "screen"),
        (["battery", "batteries"], "battery"),
        (["flicker", "flickers", "flickering", "flickered"], "flicker"),
        (["charge", "charges", "charging", "charged"], "charg"),
        (["stop", "stops", "stopping", "stopped"], "stop"),
        (["status"], "status"),
        (["glass"], "glass"),
        (["sirang"], "sirang"),
    ],
)
def test_english_endings_do_not_matter(words, root):
    assert {stem(word) for word in words} == {root}


def test_numbers_are_found_whole_and_in_parts():
    terms = {token.term for token in tokens("STM32F103C8T6 and T-CON")}

    assert {"stm32f103c8t6", "stm", "32", "103", "tcon", "con"} <= terms


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("How do I replace the T-CON board?", "board replace tcon"),
        ("maria@example.com invoice", "invoice"),
        ('"Maria Santos" +639171234567 panel', "panel"),
        ("kind:case", ""),
        ("如何 更换 主板", "主板 如何 更换"),
        ("MB-5500 SNX7731004", "mb5500"),
    ],
)
def test_a_miss_names_no_address_and_no_long_number(question, subject):
    assert subject_of(question) == subject


@pytest.mark.parametrize(
    ("word", "text"),
    [("说明书", "使用說明書"), ("說明書", "使用说明书"), ("发", "頭髮 發票"), ("A.1+", "A.1+ (b)")],
)
def test_a_word_is_found_in_either_script(word, text):
    assert re.search(in_any_script(word), text)
    assert not re.search(in_any_script(word), "A11 电源")
