import pytest

from aftercare.base.people.tests.make import make_team
from aftercare.domain.cases.models import TriageRule
from aftercare.domain.cases.operations.rules import save_triage_rule
from aftercare.domain.cases.tests.make import MONDAY, make_case
from aftercare.interfaces.workspace.tests.settings.make import HTMX, signed_in
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

TRIAGE = "/settings/triage"


@pytest.fixture
def manager():
    return signed_in("manager")


def rule(name="Boards", **given):
    return save_triage_rule(None, name=name, **given, actor=SYSTEM, at=MONDAY)


def test_lists_rules_with_conditions_and_effects(manager, django_assert_num_queries):
    for number in range(4):
        team = make_team(f"team{number}")
        rule(f"Rule {number}", words=["tombston"], sets_team=team, adds_tags=["boards"])

    with django_assert_num_queries(5):
        page = manager.get(TRIAGE).content.decode()

    assert "“tombston”" in page
    assert "#boards" in page


def test_sets_a_rule_up(manager):
    team = make_team("quality")
    form = {"name": "Boards", "words": "tombston, 立碑，8D", "sets_team": team.pk, "active": "on"}

    answer = manager.post(f"{TRIAGE}/new", form)

    made = TriageRule.objects.get()
    assert answer.headers["Location"] == TRIAGE
    assert (made.words, made.sets_team) == (["tombston", "立碑", "8D"], team)


def test_refuses_a_rule_that_does_nothing(manager):
    answer = manager.post(f"{TRIAGE}/new", {"name": "Boards", "words": "8D"}, headers=HTMX)

    assert answer.status_code == 422
    assert "Choose at least one thing" in answer.content.decode()
    assert not TriageRule.objects.exists()


def test_changes_a_rule(manager):
    made = rule(words=["tombston"], sets_priority="high")

    shown = manager.get(f"{TRIAGE}/{made.pk}").content.decode()
    manager.post(f"{TRIAGE}/{made.pk}", {"name": "PCB", "words": "8D", "sets_priority": "urgent"})

    made.refresh_from_db()
    assert 'value="tombston"' in shown
    assert (made.name, made.words, made.sets_priority, made.active) == (
        "PCB",
        ["8D"],
        "urgent",
        False,
    )


def test_shows_which_cases_it_would_have_matched(manager):
    case = make_case(subject="Boot loop", at=clock.now())
    make_case(subject="Panel", at=clock.now(), peer="b@b.example")

    form = {"words": "boot loop"}
    page = manager.post(f"{TRIAGE}/preview", form, headers=HTMX).content.decode()

    assert "matched <strong>1</strong> of 2 cases" in page
    assert case.code in page


def test_tries_a_text_and_a_case(manager):
    rule(words=["boot loop"], sets_priority="urgent", adds_tags=["firmware"])
    case = make_case(subject="Panel")
    details = {"channel": "email", "language": "en", "tier": "standard"}

    text = manager.post(f"{TRIAGE}/try", details | {"text": "A boot loop again"}, headers=HTMX)
    known = manager.post(f"{TRIAGE}/try", details | {"case": case.code.lower()}, headers=HTMX)

    assert "firmware" in text.content.decode()
    assert "Urgent" in text.content.decode()
    assert "None. The case would belong to nobody" in known.content.decode()


@pytest.mark.parametrize("wrong", [{}, {"case": "C-1999-00001"}])
def test_says_what_is_missing_to_try(manager, wrong):
    details = {"channel": "email", "language": "en", "tier": "standard"}

    assert manager.post(f"{TRIAGE}/try", details | wrong, headers=HTMX).status_code == 422


def test_moves_and_removes_a_rule(manager):
    first, second = rule("Boards"), rule("All others")

    manager.post(f"{TRIAGE}/{second.pk}/move", {"where": "earlier"}, headers=HTMX)
    assert list(TriageRule.objects.order_by("position")) == [second, first]
    manager.post(f"{TRIAGE}/{second.pk}/remove")
    assert list(TriageRule.objects.all()) == [first]


def test_is_not_there_for_agents():
    made = rule()
    agent = signed_in()

    for address in ("", "/new", "/try", f"/{made.pk}"):
        assert agent.get(TRIAGE + address).status_code == 404
    for address in ("/preview", f"/{made.pk}/move", f"/{made.pk}/remove"):
        assert agent.post(TRIAGE + address).status_code == 404
    assert TriageRule.objects.exists()
