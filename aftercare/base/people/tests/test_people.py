from datetime import date, timedelta

import pytest

from aftercare.base.people.models import Invitation, Notification, Role, User
from aftercare.base.people.operations import (
    AddressIsTaken,
    LastAdministrator,
    MoreThanYouMay,
    NoSuchInvitation,
    accept_invitation,
    assign_roles,
    deactivate_user,
    invite_user,
    record_absence,
    save_role,
    set_team_members,
)
from aftercare.base.people.queries import actor_for, known_permissions, present_members
from aftercare.base.people.steps import install_standard_roles, notify
from aftercare.base.people.tests.make import MONDAY, make_team, make_user
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import NotAllowed


def role(code):
    return Role.objects.get(code=code)


def test_an_actor_has_the_permissions_of_all_roles_and_all_teams(db, django_assert_num_queries):
    team = make_team()
    user = make_user(roles=["agent", "planner"], teams=[team])

    with django_assert_num_queries(2):
        actor = actor_for(user)

    assert actor.permissions == {*role("agent").permissions, *role("planner").permissions}
    assert (actor.ref, actor.teams) == (Ref("user", user.pk), {team.pk})


def test_the_administrator_may_everything_there_is(db):
    every = {code for codes in known_permissions().values() for code in codes}

    assert set(role("administrator").permissions) == every
    assert "journal.audit" in every


def test_standard_roles_that_were_edited_stay(db):
    make_user("Pat", roles=["administrator"])
    save_role(role("agent"), name="Agent", permissions=["people.view"], actor=SYSTEM, at=MONDAY)

    install_standard_roles()

    assert role("agent").permissions == ["people.view"]


def test_an_invitation_lets_somebody_in_once(db):
    token = invite_user(
        email="New@Northwell.example", name="New", roles=[role("agent")], actor=SYSTEM, at=MONDAY
    )

    user = accept_invitation(token, name="Nora", password="long-enough-1", actor=SYSTEM, at=MONDAY)

    assert (user.email, user.name) == ("new@northwell.example", "Nora")
    assert user.check_password("long-enough-1")
    assert list(user.roles.all()) == [role("agent")]
    with pytest.raises(NoSuchInvitation):
        accept_invitation(token, name="Eve", password="long-enough-2", actor=SYSTEM, at=MONDAY)


def test_an_invitation_expires_and_is_kept_as_a_hash_only(db):
    token = invite_user(email="a@b.example", name="A", roles=[], actor=SYSTEM, at=MONDAY)

    assert token not in str(Invitation.objects.values().get())
    with pytest.raises(NoSuchInvitation):
        accept_invitation(
            token, name="A", password="long-enough-1", actor=SYSTEM, at=MONDAY + timedelta(days=8)
        )
    assert not User.objects.exists()


def test_an_address_signs_in_one_person(db):
    make_user(email="liza@northwell.example")

    with pytest.raises(AddressIsTaken):
        make_user("Other", email="LIZA@northwell.example")


def test_nobody_gives_away_what_they_lack(db):
    make_user("Pat", roles=["administrator"])
    save_role(None, name="Clerk", permissions=["people.set_up"], actor=SYSTEM, at=MONDAY)
    clerk = actor_for(make_user("Ana", roles=["clerk"]))
    liza = make_user()

    with pytest.raises(MoreThanYouMay):
        assign_roles(liza, roles=[role("administrator")], actor=clerk, at=MONDAY)

    assert list(liza.roles.all()) == [role("agent")]


def test_agents_set_nobody_up(db):
    agent = actor_for(make_user())

    with pytest.raises(NotAllowed):
        invite_user(email="a@b.example", name="A", roles=[], actor=agent, at=MONDAY)
    with pytest.raises(NotAllowed):
        invite_user(email="a@b.example", name="A", roles=[], actor=NOBODY, at=MONDAY)


def test_the_last_administrator_stays(db):
    pat = make_user("Pat", roles=["administrator"])

    with pytest.raises(LastAdministrator):
        assign_roles(pat, roles=[], actor=SYSTEM, at=MONDAY)
    with pytest.raises(LastAdministrator):
        deactivate_user(pat, actor=SYSTEM, at=MONDAY)

    pat.refresh_from_db()
    assert pat.is_active
    assert pat.roles.exists()


def test_who_is_absent_or_away_is_not_present(db):
    team = make_team()
    here, absent, away, gone = (make_user(name, teams=[team]) for name in ["H", "A", "W", "G"])
    make_user("Pat", roles=["administrator"])
    record_absence(
        absent, from_on=date(2026, 9, 28), until_on=date(2026, 9, 30), actor=SYSTEM, at=MONDAY
    )
    User.objects.filter(pk=away.pk).update(available=False)
    deactivate_user(gone, actor=SYSTEM, at=MONDAY)

    assert list(present_members(team, MONDAY)) == [here]
    assert absent in present_members(team, MONDAY + timedelta(days=3))


def test_members_of_a_team_are_set_as_a_whole(db):
    team = make_team()
    stays, leaves, joins = (make_user(name) for name in ["S", "L", "J"])
    set_team_members(team, users=[stays, leaves], actor=SYSTEM, at=MONDAY)

    set_team_members(team, users=[stays, joins], actor=SYSTEM, at=MONDAY)

    assert {member.user for member in team.members.all()} == {stays, joins}


def test_what_somebody_has_not_read_is_not_said_twice(db):
    user = make_user()

    for code in ("C-1", "C-1b"):
        notify(user.pk, kind="case_assigned", about=Ref("case", 1), data={"code": code}, at=MONDAY)

    assert Notification.objects.get().data == {"code": "C-1b"}
