import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.journal.models import Entry
from aftercare.domain.cases.models import ServiceLevel
from aftercare.domain.cases.tests.make import make_call, make_level
from aftercare.domain.coverage.tests.make import make_contract
from aftercare.domain.customers.tests.make import make_account
from aftercare.interfaces.workspace.tests.settings.make import HTMX, signed_in

pytestmark = pytest.mark.django_db

LEVELS = "/settings/service-levels"
FORM = {
    "name": "Key accounts",
    "tiers": ["key"],
    "first_response": "1 h",
    "next_reply": "1:30",
    "solution_or_date": "8",
    "active": "on",
}


@pytest.fixture
def manager():
    return signed_in("manager")


def test_lists_levels_in_order_with_their_conditions(manager, django_assert_num_queries):
    for number in range(5):
        make_level(f"Level {number}", tiers=["key"], accounts=[make_account(f"Shop {number}")])

    with django_assert_num_queries(12):
        answer = manager.get(LEVELS)

    page = answer.content.decode()
    assert page.index("Level 0") < page.index("Level 4")
    assert "Key account · Shop 0" in page


def test_sets_a_level_up(manager):
    account, contract = make_account(), make_contract()

    picked = {"accounts": [account.pk], "contracts": [contract.pk]}
    answer = manager.post(f"{LEVELS}/new", FORM | picked)

    level = ServiceLevel.objects.get()
    assert answer.headers["Location"] == LEVELS
    assert (level.first_response, level.next_reply, level.solution_or_date) == (3600, 5400, 28800)
    assert (level.tiers, list(level.accounts.all())) == (["key"], [account])
    assert [str(each) for each in level.contracts.all()] == [str(contract)]
    assert f"{contract.code} Boards 2026" in manager.get(LEVELS).content.decode()


def test_customers_and_contracts_are_found_by_what_is_typed(manager):
    make_contract()

    for where, what in (("customers", "sinag"), ("contracts", "boards"), ("contracts", "sinag")):
        found = manager.get(f"{LEVELS}/{where}", {"q": what}).content.decode()
        assert found.count("menu-item") == 1
    assert "menu-item" not in manager.get(f"{LEVELS}/contracts", {"q": ""}).content.decode()


def test_leads_the_page_on_after_a_form_of_htmx(manager):
    answer = manager.post(f"{LEVELS}/new", FORM, headers=HTMX)

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, LEVELS)


@pytest.mark.parametrize("time", ["", "soon", "0", "2 h soon", "-1", "99999 h"])
def test_shows_the_form_again_if_a_time_is_none(manager, time):
    answer = manager.post(f"{LEVELS}/new", FORM | {"first_response": time}, headers=HTMX)

    assert answer.status_code == 422
    assert answer.content.lstrip().startswith(b"<form id=")
    assert answer.context["form"].errors.keys() == {"first_response"}
    assert not ServiceLevel.objects.exists()


def test_changes_a_level(manager):
    level = make_level(tiers=["key"])

    shown = manager.get(f"{LEVELS}/{level.pk}").content.decode()
    manager.post(f"{LEVELS}/{level.pk}", FORM | {"name": "All", "tiers": []})

    level.refresh_from_db()
    assert 'value="2 h"' in shown
    assert (level.name, level.tiers, level.first_response) == ("All", [], 3600)


def test_refuses_a_name_twice_and_changes_nothing(manager):
    make_level("Key accounts")

    answer = manager.post(f"{LEVELS}/new", FORM)

    assert answer.status_code == 409
    assert ServiceLevel.objects.count() == 1


def test_shows_what_a_change_would_hit_and_changes_nothing(manager):
    level = make_level()
    case = make_call(priority="urgent")
    told = Entry.objects.count()

    answer = manager.post(f"{LEVELS}/{level.pk}/preview", FORM | {"tiers": []}, headers=HTMX)
    wrong = manager.post(f"{LEVELS}/new/preview", {"name": "x"}, headers=HTMX)

    page = answer.content.decode()
    assert "<strong>1 open case</strong>" in page
    assert case.code in page
    assert "Fill in the form" in wrong.content.decode()
    assert Entry.objects.count() == told
    level.refresh_from_db()
    assert level.name == "Everybody"


def test_moves_a_level(manager):
    first, second = make_level("Key accounts"), make_level("All others")

    answer = manager.post(f"{LEVELS}/{second.pk}/move", {"where": "earlier"}, headers=HTMX)

    page = answer.content.decode()
    assert page.index("All others") < page.index("Key accounts")
    assert list(ServiceLevel.objects.order_by("position")) == [second, first]


def test_duplicates_a_level_and_leads_to_the_copy(manager):
    level = make_level()

    answer = manager.post(f"{LEVELS}/{level.pk}/duplicate")

    copy = ServiceLevel.objects.exclude(pk=level.pk).get()
    assert answer.headers["Location"] == f"{LEVELS}/{copy.pk}"


def test_removes_a_level_nobody_was_promised_anything_by(manager):
    used, unused = make_level(), make_level("Unused")
    make_call()

    assert manager.post(f"{LEVELS}/{unused.pk}/remove").status_code == 302
    assert manager.post(f"{LEVELS}/{used.pk}/remove").status_code == 409

    assert list(ServiceLevel.objects.all()) == [used]


def test_applies_changes_to_open_cases_with_a_reason(manager):
    make_call()
    make_level()

    assert "1 open case was promised other times" in manager.get(LEVELS).content.decode()
    assert manager.post(f"{LEVELS}/apply", {"reason": ""}).status_code == 422
    answer = manager.post(f"{LEVELS}/apply", {"reason": "New contract"})

    job = ProcrastinateJob.objects.get(task_name="cases.apply_service_levels")
    assert answer.headers["Location"] == LEVELS
    assert job.args["reason"] == "New contract"


def test_finds_customers_to_choose(manager):
    account = make_account("Harborline Retail")
    make_account("Bayside Displays")

    found = manager.get(f"{LEVELS}/customers?q=harbor", headers=HTMX).content.decode()
    nothing = manager.get(f"{LEVELS}/customers?q=", headers=HTMX).content.decode()

    assert f'value="{account.pk}"' in found
    assert "Bayside" not in found
    assert nothing.strip() == ""


def test_is_not_there_for_agents():
    level = make_level()
    agent = signed_in()

    for address in ("", "/new", "/apply", f"/{level.pk}", "/customers?q=x"):
        assert agent.get(LEVELS + address).status_code == 404
    for address in ("/new/preview", f"/{level.pk}/preview", f"/{level.pk}/move"):
        assert agent.post(LEVELS + address).status_code == 404
    assert signed_in("manager", name="Ana").get(f"{LEVELS}/987").status_code == 404
