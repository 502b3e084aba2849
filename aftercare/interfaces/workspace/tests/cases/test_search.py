from urllib.parse import urlencode

from django.urls import reverse

from aftercare.base.people.models import User
from aftercare.base.search.models import SearchMiss
from aftercare.domain.cases.tests.make import make_call

INBOX, SEARCH = reverse("workspace:inbox"), reverse("workspace:search")


def test_what_is_found_is_marked_and_escaped(browser, db):
    make_call(subject="<b>Boot</b> loop")

    page = browser.get(SEARCH, {"q": "boot"}).content.decode()

    assert "&lt;b&gt;<mark>Boot</mark>&lt;/b&gt; loop" in page


def test_how_a_thing_stands_and_what_was_asked_are_said_in_the_language_of_the_reader(
    browser, liza, db
):
    make_call(subject="Boot loop")
    User.objects.filter(pk=liza.pk).update(language="zh-hans")

    answer = browser.get(SEARCH, {"q": "boot status:open"})

    (hit,) = answer.context["hits"]
    assert [str(each) for each in hit["statuses"]] == ["处理中"]
    assert [chip["label"] for chip in answer.context["chips"]] == ["boot", "状态：处理中"]


def test_kinds_are_told_apart(browser, case):
    found = {
        kind: {each["hit"].kind for each in browser.get(SEARCH, asked).context["hits"]}
        for kind, asked in {
            "all": {"q": "marisol OR boot"},
            "case": {"q": "marisol OR boot", "kind": "case"},
            "contact": {"q": "marisol OR boot", "kind": "contact"},
        }.items()
    }

    assert found["case"] == {"case"}
    assert found["contact"] <= {"contact"}
    assert found["all"] == found["case"] | found["contact"]


def test_nothing_found_is_counted_and_helped(browser, db):
    page = browser.get(SEARCH, {"q": "zzzz status:open"}).content.decode()

    assert "Without “zzzz”" in page
    assert SearchMiss.objects.get().times == 1


def test_nobody_finds_what_they_may_not_see(stranger, liza):
    make_call(subject="Secret boot", team=liza.memberships.get().team)

    assert stranger.get(SEARCH, {"q": "boot"}).context["hits"] == []


def test_a_search_costs_the_same_however_much_it_finds(browser, db, django_assert_num_queries):
    for _each in range(12):
        make_call(subject="Boot loop")
    browser.get(SEARCH, {"q": "boot"})

    with django_assert_num_queries(SEARCH_QUERIES):
        browser.get(SEARCH, {"q": "boot"})


SEARCH_QUERIES = 6


def test_what_only_cases_have_is_asked_in_their_list(browser, db):
    for question in ("assignee:me", "panel (unit:AX55* OR -created>2026-01-01)"):
        answer = browser.get(SEARCH, {"q": question})

        assert answer.status_code == 302
        assert answer.headers["Location"] == f"{INBOX}?{urlencode({'q': question})}"
