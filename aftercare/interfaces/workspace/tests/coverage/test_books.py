import pytest
from django.urls import reverse

from aftercare.base.people.tests.make import make_team, make_user
from aftercare.domain.cases.operations.work import assign_case
from aftercare.domain.cases.tests.make import MONDAY, make_case
from aftercare.domain.coverage.policies.books import FOLDER
from aftercare.domain.coverage.tests.make import make_decision
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

BOOK = (FOLDER / "cn-business-gap.toml").read_text()


@pytest.fixture(autouse=True)
def administrator(db):
    return make_user("Pat", roles=["administrator"])


@pytest.fixture
def browser(db):
    return signed_in(roles=("agent", "manager"), teams=[make_team("service")])


def url(name, *args):
    return reverse(f"workspace:{name}", args=args)


def test_all_books_are_listed_with_what_counsel_has_to_confirm(browser):
    shown = browser.get(url("rule-books"))

    assert len(shown.context["books"]) == 13
    phones = next(each for each in shown.context["books"] if each.book.code == "cn-phones-2001")
    # 9 rules, the day it begins, a start, the rate, what starts it anew.
    assert phones.to_confirm == 13
    assert "China: mobile phones, rule of 2001" in shown.content.decode()


def test_each_book_shows_its_articles_beside_its_rules(browser):
    for each in browser.get(url("rule-books")).context["books"]:
        shown = browser.get(url("rule-book", each.book.code)).content.decode()
        assert each.rules[0].article in shown
        assert shown.count('class="rule"') == len(each.rules)
    assert browser.get(url("rule-book", "no-such-book")).status_code == 404


def test_shows_which_open_cases_would_be_decided_otherwise(browser):
    case = make_case()
    assign_case(case, team=make_team("service"), assignee=None, actor=SYSTEM, at=MONDAY)
    make_decision(ref(case))
    stricter = BOOK.replace('grants = ["repair", "exchange", "refund"]', 'grants = ["repair"]')
    address = url("rule-book-what-if", "cn-business-gap")

    changed = browser.post(address, {"text": stricter}).content.decode()

    assert "1 of 1 decision would be another." in changed
    assert case.code in changed
    assert "nothing would change" in browser.post(address, {"text": BOOK}).content.decode()


def test_says_what_is_wrong_with_a_book(browser):
    wrong = BOOK.replace('code = "seller-liable"', 'coda = "seller-liable"')

    shown = browser.post(url("rule-book-what-if", "cn-business-gap"), {"text": wrong})

    assert "rules[0].coda: no such thing is known" in shown.content.decode()


def test_who_may_not_see_them_is_refused(db):
    assert signed_in("Wen", roles=("warehouse",)).get(url("rule-books")).status_code == 403


def test_parts_and_articles_are_named_as_the_reader_does(db):
    browser = signed_in(roles=("agent", "manager"), language="zh-hans")

    page = browser.get(url("rule-book", "cn-flat-tv-2011")).content.decode()

    assert "屏、背光组件、逻辑组件、调谐器" in page
    assert "1995 年第 9 条" in page
