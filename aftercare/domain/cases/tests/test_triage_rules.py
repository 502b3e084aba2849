from datetime import timedelta

import pytest

from aftercare.base.people.tests.make import make_team
from aftercare.domain.cases.models import TriageRule
from aftercare.domain.cases.operations.rules import NameTaken, save_triage_rule
from aftercare.domain.cases.policies import Facts
from aftercare.domain.cases.queries.triage import (
    first_told,
    recent_hits,
    try_rules,
    visible_triage_rules,
)
from aftercare.domain.cases.tests.make import (
    HOUR,
    MONDAY,
    make_agent,
    make_call,
    make_case,
    make_level,
)
from aftercare.kit.actors import NOBODY, SYSTEM

DAY = timedelta(days=1)


def rule(name, **given):
    return save_triage_rule(None, name=name, **given, actor=SYSTEM, at=MONDAY)


@pytest.mark.django_db
def test_a_rule_is_tried_on_the_cases_of_late(django_assert_num_queries):
    by_subject = make_case(subject="Boot loop", reply_text="See above.")
    by_text = make_case(subject="Help", reply_text="It hangs in a BOOT LOOP.", peer="b@b.example")
    make_case(subject="Panel", reply_text="Lines.", text="Lines.\n> boot loop", peer="c@c.example")
    make_call(subject="Boot loop, a month ago", at=MONDAY - 31 * DAY)

    with django_assert_num_queries(1):
        found = recent_hits(TriageRule(words=["boot loop"]), actor=SYSTEM, at=MONDAY + HOUR)

    assert (found.hits, found.looked_at) == (2, 3)
    assert set(found.examples) == {by_subject, by_text}


@pytest.mark.django_db
def test_only_cases_one_may_see_are_looked_at():
    make_case()

    assert recent_hits(TriageRule(), actor=NOBODY, at=MONDAY + HOUR).looked_at == 0


@pytest.mark.django_db
def test_a_trial_says_which_rules_match_and_what_they_make_of_it():
    service, quality = make_team(), make_team("quality")
    rule("Boards", words=["tombston"], sets_team=quality, sets_priority="urgent")
    rule("Phone", channels=["phone"], adds_tags=["phone"])
    rule("All others", sets_team=service, adds_tags=["new"])
    urgent = make_level("Urgent", priorities=["urgent"])

    trial = try_rules(
        list(visible_triage_rules(SYSTEM)), Facts("email", text="Tombstoned capacitors")
    )

    assert [each.name for each in trial.rules] == ["Boards", "All others"]
    assert (trial.result.team_id, trial.result.priority) == (quality.pk, "urgent")
    assert trial.result.tags == ("new",)
    assert trial.level == urgent


@pytest.mark.django_db
def test_a_case_is_tried_with_what_it_told_first():
    case = make_case(subject="Boot loop", reply_text="Since the update.", language="zh-TW")

    facts = first_told(case)

    assert (facts.channel, facts.language) == ("email", "zh-hant")
    assert facts.text == "Boot loop\nSince the update."


@pytest.mark.django_db
def test_a_rule_for_a_language_means_all_its_ways_of_writing():
    rule("Traditional", languages=["zh-hant"], adds_tags=["taipei"])

    assert make_case(language="zh-TW").tags == ["taipei"]
    assert make_case(language="zh-CN", peer="b@b.example").tags == []


@pytest.mark.django_db
def test_two_rules_have_two_names():
    rule("Boards")

    with pytest.raises(NameTaken):
        rule(" Boards ")

    assert TriageRule.objects.count() == 1


@pytest.mark.django_db
def test_rules_are_seen_by_who_sets_them_up():
    rule("Boards", active=False)

    assert visible_triage_rules(SYSTEM).count() == 1
    assert not visible_triage_rules(make_agent()).exists()
