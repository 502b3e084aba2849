from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from aftercare.base.people.models import TeamMember, UserSkill
from aftercare.base.people.operations.teams import (
    add_member,
    assign_teams,
    grant_skill,
    remove_member,
    revoke_skill,
    save_skill,
    save_team,
    set_team_members,
)
from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import MONDAY, make_team, make_user
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refusals import NotAllowed


def test_members_of_a_team_are_set_as_a_whole(db):
    team = make_team()
    stays, leaves, joins = (make_user(name) for name in ["S", "L", "J"])
    set_team_members(team, users=[stays, leaves], actor=SYSTEM, at=MONDAY)

    set_team_members(team, users=[stays, joins], actor=SYSTEM, at=MONDAY)

    assert {member.user for member in team.members.all()} == {stays, joins}


def test_somebody_joins_leads_and_leaves_a_team(db):
    team, liza = make_team(), make_user()
    for is_lead in (False, True, True):
        add_member(team, user=liza, is_lead=is_lead, actor=SYSTEM, at=MONDAY)
    assert TeamMember.objects.get().is_lead

    for _ in range(2):
        remove_member(team, user=liza, actor=SYSTEM, at=MONDAY)
    assert not TeamMember.objects.exists()


def test_a_team_has_a_name_on_its_mails(db):
    team = make_team()

    save_team(team, code="service", name="Service", mail_name="Northwell", actor=SYSTEM, at=MONDAY)

    team.refresh_from_db()
    assert (team.name, team.mail_name) == ("Service", "Northwell")


def test_agents_form_no_teams(db):
    team, liza = make_team(), make_user()
    agent = actor_for(liza)

    with pytest.raises(NotAllowed):
        save_team(None, code="mine", name="Mine", actor=agent, at=MONDAY)
    for verb in (add_member, remove_member):
        with pytest.raises(NotAllowed):
            verb(team, user=liza, actor=agent, at=MONDAY)
    with pytest.raises(NotAllowed):
        set_team_members(team, users=[liza], actor=agent, at=MONDAY)

    assert not TeamMember.objects.exists()


def test_who_gets_better_knows_it_since_the_first_day(db):
    liza = make_user()
    skill = save_skill(None, code="t-con", name="T-CON boards", actor=SYSTEM, at=MONDAY)
    grant_skill(liza, skill=skill, level=2, actor=SYSTEM, at=MONDAY)

    grant_skill(liza, skill=skill, level=4, actor=SYSTEM, at=MONDAY + timedelta(days=30))

    known = UserSkill.objects.get()
    assert (known.level, known.since_on) == (4, date(2026, 9, 28))


def test_there_are_five_levels(db):
    liza = make_user()
    skill = save_skill(None, code="t-con", name="T-CON boards", actor=SYSTEM, at=MONDAY)

    for level in (0, 6):
        with pytest.raises(IntegrityError), transaction.atomic():
            grant_skill(liza, skill=skill, level=level, actor=SYSTEM, at=MONDAY)

    assert not UserSkill.objects.exists()


def test_the_teams_of_somebody_are_set_as_a_whole_and_they_lead_on(db):
    liza, stays, leaves, joins = make_user(), make_team("a"), make_team("b"), make_team("c")
    add_member(stays, user=liza, is_lead=True, actor=SYSTEM, at=MONDAY)
    add_member(leaves, user=liza, actor=SYSTEM, at=MONDAY)

    assign_teams(liza, teams=[stays, joins], actor=SYSTEM, at=MONDAY)

    found = TeamMember.objects.filter(user=liza).order_by("team__code")
    assert [(each.team, each.is_lead) for each in found] == [(stays, True), (joins, False)]


def test_a_skill_is_taken_back(db):
    liza = make_user()
    skill = save_skill(None, code="tv", name="TV", actor=SYSTEM, at=MONDAY)
    grant_skill(liza, skill=skill, level=4, actor=SYSTEM, at=MONDAY)
    for verb, given in ((revoke_skill, {"skill": skill}), (assign_teams, {"teams": []})):
        with pytest.raises(NotAllowed):
            verb(liza, **given, actor=actor_for(liza), at=MONDAY)
    assert UserSkill.objects.exists()

    revoke_skill(liza, skill=skill, actor=SYSTEM, at=MONDAY)

    assert not UserSkill.objects.exists()
