import pytest

from aftercare.base.search.policies import plans
from aftercare.base.search.queries import find, suggest
from aftercare.base.search.steps import refresh_figures
from aftercare.base.search.tests.make import MARIA, MONDAY, WEI, make_document

pytestmark = pytest.mark.django_db


def suggested(prefix, actor=WEI, **given):
    found = suggest(prefix, actor=actor, **given)
    return {kind: [str(each.subject) for each in rows] for kind, rows in found.items()}


def test_groups_by_kind_and_prefers_beginnings():
    make_document(1, "Lamp by Sandstone")
    make_document(2, "Sandbox broken")
    make_document(3, "Maria Sandoval", kind="contact", code="")

    assert suggested("sand") == {"case": ["case:2", "case:1"], "contact": ["contact:3"]}
    assert suggested("maria san") == {"contact": ["contact:3"]}
    assert suggested("sandb") == {"case": ["case:2"]}
    assert suggested("sand", kinds=["contact"]) == {"contact": ["contact:3"]}


@pytest.mark.parametrize(
    "prefix", ["C-2025-0004", "c20250004", "00042", "螢幕", "荧幕闪", "萤幕闪"]
)
def test_knows_codes_and_both_chinese_scripts(prefix):
    make_document(42, "螢幕閃爍")
    make_document(1, "Lamp", code="X-1")

    expected = {} if prefix == "荧幕闪" else {"case": ["case:42"]}
    assert suggested(prefix) == expected


@pytest.mark.parametrize("prefix", ["", " ", "-", "\0", "'", "x"])
def test_has_nothing_for_nothing(prefix):
    make_document(1, "Lamp")

    assert suggested(prefix) == {}


def test_nobody_sees_what_is_not_theirs():
    make_document(1, "Sandbox", readers=["account:5"])
    make_document(2, "Sandstone", readers=["may:cases.view_all"])

    assert suggested("sand") == {"case": ["case:2"]}
    assert suggested("sand", MARIA) == {"case": ["case:1"]}
    for question in ("sand*", "C-2025", "-nothing sandbox", "kind:case", "sandstone OR sandbox"):
        assert [str(hit.subject) for hit in find(question, actor=MARIA).hits] == ["case:1"]


def test_takes_three_statements(django_assert_num_queries):
    make_document(1, "Sandbox")

    with django_assert_num_queries(3):
        suggest("sand", actor=WEI)


def test_finds_own_things_behind_many_of_others(monkeypatch):
    monkeypatch.setattr("aftercare.base.search.queries.suggesting.MATCHING", 2)
    make_document(1, "Sandbox", readers=["account:5"], at=MONDAY.replace(year=2020))
    for number in range(2, 30):
        at = MONDAY.replace(month=1 + number % 12)
        make_document(number, "Sandstone", readers=["may:cases.view_all"], at=at)
    refresh_figures(at=MONDAY)

    assert suggested("sand", MARIA) == {"case": ["case:1"]}


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_looks_where_it_is_newest_first_without_gap_or_repetition(monkeypatch, limit):
    monkeypatch.setattr(plans, "MOST_CANDIDATES", 2)
    monkeypatch.setattr(plans, "WIDER", 2)
    for number in range(40):
        at = MONDAY.replace(year=2020 + number % 5, month=1 + number % 12)
        make_document(number, "Panel" if number == 7 else "Thing", "panel dark", at=at)
    make_document(99, "Only the panel")
    refresh_figures(at=MONDAY)

    seen, after = [], None
    for _ in range(60):
        page = find("panel dark", actor=WEI, limit=limit, after=after)
        seen += [str(hit.subject) for hit in page.hits]
        after = page.after
        if after is None:
            break

    full = [each for each in seen if each != "case:99"]
    assert sorted(full) == sorted(f"case:{number}" for number in range(40))
    assert len(seen) == len(set(seen))
