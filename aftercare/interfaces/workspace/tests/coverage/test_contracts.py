import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from aftercare.base.files.queries import visible_links
from aftercare.base.people.tests.make import make_user
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.coverage.models import Contract
from aftercare.domain.coverage.queries.contracts import clauses_of, contracts_for
from aftercare.domain.coverage.tests.make import make_contract, make_decision
from aftercare.domain.customers.tests.make import make_account
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

ROWS = {
    **{f"{name}-TOTAL_FORMS": "1" for name in ("term", "out", "more", "freight")},
    **{f"{name}-INITIAL_FORMS": "0" for name in ("term", "out", "more", "freight")},
}
TERM = {
    "term-0-clause": "4.1",
    "term-0-classes": "board, module",
    "term-0-starts": "delivered_on",
    "term-0-parts": "24",
    "term-0-labor": "12",
    "term-0-parts_share": "100",
    "term-0-labor_share": "80",
}
REST = {
    "out-0-clause": "6.2",
    "out-0-cause": "human_damage",
    "freight-0-clause": "8.1",
    "freight-0-share": "100",
    "freight-0-when": ["evidence has reading"],
    "advance_clause": "7",
}


@pytest.fixture(autouse=True)
def administrator(db):
    return make_user("Pat", roles=["administrator"])


@pytest.fixture
def browser(db):
    return signed_in(roles=("agent", "manager"))


def url(name, *args):
    return reverse(f"workspace:{name}", args=args)


def test_is_written_down_from_the_form(browser):
    account = make_account("Sinag TV")
    sheet = ROWS | TERM | REST | {"title": "Boards", "account": account.code}

    answer = browser.post(url("contract-new"), sheet)

    contract = Contract.objects.get()
    assert answer["Location"] == url("contract", contract.code)
    assert (contract.account, contract.version) == (account, 1)
    assert clauses_of(contract) == {
        "terms": [
            {
                "clause": "4.1",
                "starts": "delivered_on",
                "months": {"parts": 24, "labor": 12},
                "shares": {"labor": 80},
                "classes": ["board", "module"],
            }
        ],
        "exclusions": [{"clause": "6.2", "cause": "human_damage"}],
        "freight": [{"clause": "8.1", "share": 100, "when": ["evidence has reading"]}],
        "advance_replacement": {"clause": "7"},
    }


def test_is_shown_as_it_was_written_and_saving_it_changes_nothing(browser):
    account = make_account("Sinag TV")
    browser.post(
        url("contract-new"), ROWS | TERM | REST | {"title": "Boards", "account": account.code}
    )
    contract = Contract.objects.get()

    shown = browser.get(url("contract", contract.code)).content.decode()
    browser.post(
        url("contract", contract.code),
        ROWS | TERM | REST | {"title": "Boards", "account": account.code},
    )

    assert 'value="board, module"' in shown
    contract.refresh_from_db()
    assert contract.version == 1


EVERYTHING = {
    "terms": [
        {
            "clause": "4.1",
            "starts": "exchanged_on",
            "months": {"parts": 24, "labor": 12, "freight": 6, "onsite": 3},
            "shares": {"parts": 90, "labor": 80, "freight": 50, "onsite": 10},
            "classes": ["board"],
            "plus_days": 30,
            "remedies": ["refund", "advance_replacement"],
            "replacement": "restart",
            "stands_still": False,
        }
    ],
    "exclusions": [{"clause": "6.2", "cause": "undetermined"}],
    "extensions": [{"clause": "7", "months": 6, "classes": ["board"]}],
    "freight": [
        {"clause": "8.1", "share": 80, "when": ["cause is defect", "days_since_sale <= 90"]}
    ],
    "advance_replacement": {"clause": "9", "classes": ["board"]},
    "mode": {
        "clause": "10",
        "kind": "free_spares",
        "percent": "2.5",
        "amount": "3",
        "currency": "USD",
        "shipped": 1000,
        "used": 12,
    },
}


def test_nothing_a_contract_says_is_lost_by_saving_it(browser):
    contract = make_contract(clauses=EVERYTHING)
    forms = browser.get(url("contract", contract.code)).context["forms"]
    sent = {}
    for each in (forms.sheet, *forms.terms, *forms.exclusions, *forms.extensions, *forms.freight):
        sent |= {field.html_name: field.value() for field in each}
    for rows in (forms.terms, forms.exclusions, forms.extensions, forms.freight):
        sent |= {rows.management_form.add_prefix("TOTAL_FORMS"): len(rows.forms)}
        sent |= {rows.management_form.add_prefix("INITIAL_FORMS"): 0}
    sent = {name: value for name, value in sent.items() if value is not None and value is not False}

    browser.post(url("contract", contract.code), sent | {"title": "Anew"})

    contract.refresh_from_db()
    assert (contract.title, contract.version) == ("Anew", 1)
    assert clauses_of(contract) == EVERYTHING


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"account": "A-1"}, "No customer has this number or name."),
        ({"term-0-parts": "-1"}, "greater than or equal to 0"),
        ({"title": ""}, "This field is required."),
    ],
)
def test_says_what_is_wrong_and_writes_nothing_down(browser, wrong, said):
    answer = browser.post(url("contract-new"), ROWS | TERM | {"title": "Boards"} | wrong)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Contract.objects.count() == 0


def test_shows_which_past_decisions_would_be_others(browser):
    contract = make_contract()
    make_decision(contracts=contracts_for(contract.account, None))
    sheet = ROWS | {"title": "Boards", "account": contract.account.code}
    better = TERM | {"term-0-labor": "24", "term-0-labor_share": "100", "term-0-classes": ""}

    changed = browser.post(url("contract-what-if", contract.code), sheet | better)
    same = browser.post(
        url("contract-what-if", contract.code), sheet | TERM | {"term-0-labor_share": "100"}
    )
    renamed = browser.post(
        url("contract-what-if", contract.code),
        sheet | TERM | {"term-0-labor_share": "100", "term-0-clause": "9.9"},
    )

    assert "1 of 1 decision would be another." in changed.content.decode()
    assert "labor 0 %" in changed.content.decode()
    assert "labor 100 %" in changed.content.decode()
    assert "nothing would change" in same.content.decode()
    assert "nothing would change" in renamed.content.decode()
    contract.refresh_from_db()
    assert contract.version == 1


def test_a_draft_is_tried_on_past_cases_of_the_customer(browser):
    account = make_account("Sinag TV")
    case, other = make_case(), make_case(subject="Another")
    Case.objects.filter(pk=case.pk).update(account=account, team=None)
    for each in (case, other):
        make_decision(ref(each))

    sheet = ROWS | TERM | {"title": "Boards", "account": account.code, "term-0-labor": "24"}
    changed = browser.post(url("draft-what-if"), sheet).content.decode()

    assert "1 of 1 decision would be another." in changed
    assert Contract.objects.count() == 0


def test_is_found_by_number_title_and_customer(browser):
    contract = make_contract()
    make_contract(account=make_account("Other"), title="Panels")

    for words in (contract.code, "boards", "sinag"):
        rows = browser.get(url("contracts"), {"q": words}).context["rows"]
        assert rows == [contract]
    assert "No contract is called that" in browser.get(url("contracts") + "?q=zzz").content.decode()


def test_an_empty_list_says_what_to_do(browser):
    assert "No contracts yet" in browser.get(url("contracts")).content.decode()


def test_who_may_not_agree_is_refused(browser):
    contract = make_contract()
    agent = signed_in("Ana", roles=("agent",))

    assert agent.get(url("contract", contract.code)).status_code == 200
    assert agent.get(url("contract-new")).status_code == 403
    answer = agent.post(url("contract", contract.code), ROWS | TERM | {"title": "Mine"})
    assert answer.status_code == 403
    contract.refresh_from_db()
    assert contract.title == "Boards 2026"


def test_the_signed_copy_is_kept_and_only_for_who_may_see_contracts(browser):
    contract = make_contract()
    copy = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed")

    browser.post(url("contract-attach", contract.code), {"file": copy})

    linked = visible_links(SYSTEM, ref(contract)).get()
    page = browser.get(url("contract", contract.code)).content.decode()
    assert "signed.pdf" in page
    got = browser.get(url("file", linked.pk))
    assert b"".join(got.streaming_content) == b"%PDF-1.7 signed"
    stranger = signed_in(name="Wu", roles=("warehouse",))
    assert stranger.get(url("file", linked.pk)).status_code == 404


def test_a_file_is_taken_away_by_who_agrees_contracts_only(browser):
    contract, other = make_contract(), make_contract(title="Another")
    copy = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed")
    browser.post(url("contract-attach", contract.code), {"file": copy})
    linked = visible_links(SYSTEM, ref(contract)).get()

    agent = signed_in(name="Ana", roles=("agent",))
    assert agent.post(url("contract-detach", contract.code, linked.pk)).status_code == 403
    assert browser.post(url("contract-detach", other.code, linked.pk)).status_code == 404
    assert visible_links(SYSTEM, ref(contract)).exists()
    browser.post(url("contract-detach", contract.code, linked.pk))
    assert not visible_links(SYSTEM, ref(contract)).exists()


def test_nothing_is_attached_without_a_file(browser):
    contract = make_contract()

    browser.post(url("contract-attach", contract.code), {})

    assert not visible_links(SYSTEM, ref(contract)).exists()
