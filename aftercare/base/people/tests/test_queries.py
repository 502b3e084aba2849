from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from aftercare.base.people.models import Role, User
from aftercare.base.people.operations.accounts import deactivate_user, invite_user
from aftercare.base.people.operations.profiles import edit_profile, record_absence
from aftercare.base.people.permissions import FOR_EVERYBODY, PeoplePermission
from aftercare.base.people.queries import (
    actor_for,
    every_permission,
    find_user,
    known_permissions,
    present_members,
    teams_of,
    visible_absences,
    visible_invitations,
    visible_roles,
    visible_teams,
    visible_users,
)
from aftercare.base.people.tests.make import MONDAY, make_actor, make_team, make_user, role
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refs import Ref

SUNDAY_IN_MANILA = date(2026, 9, 27)


def test_an_actor_has_the_permissions_of_all_roles_and_all_teams(db, django_assert_num_queries):
    team = make_team()
    user = make_user(roles=["agent", "planner"], teams=[team])

    with django_assert_num_queries(1):
        actor = actor_for(user)

    expected = {*role("agent").permissions, *role("planner").permissions, *FOR_EVERYBODY}
    assert actor.permissions == expected
    assert (actor.ref, actor.teams) == (Ref("user", user.pk), {team.pk})


def test_a_code_whose_app_is_gone_lets_nobody_do_anything(db):
    role = Role.objects.create(code="old", name="Old", permissions=["gone.read", "people.view"])

    actor = actor_for(make_user(roles=["old"]))

    assert actor.may("people.view")
    assert not actor.may("gone.read")
    assert role.permissions == ["gone.read", "people.view"]


def test_who_was_let_go_may_nothing(db):
    make_user("Pat", roles=["administrator"])
    liza = make_user()
    deactivate_user(liza, actor=SYSTEM, at=MONDAY)
    liza.refresh_from_db()

    assert actor_for(liza).permissions == frozenset()


def test_permissions_are_known_by_the_app_that_checks_them():
    known = known_permissions()

    assert known["people"] == [
        "people.view",
        "people.invite",
        "people.set_up",
        "people.make_tokens",
    ]
    assert "journal.audit" in known["journal"]
    assert PeoplePermission.BE_ONESELF not in every_permission()


def test_people_are_found_however_their_address_is_typed(db):
    liza = make_user()

    assert find_user(" LIZA@Northwell.example ") == liza
    assert find_user("nobody@northwell.example") is None


def test_only_colleagues_see_people(db):
    pat, customer = make_user("Pat", roles=["administrator"]), make_user("Cus", roles=["customer"])
    make_team()
    invite_user(email="a@b.example", name="A", roles=[], actor=SYSTEM, at=MONDAY)
    record_absence(
        pat, from_on=SUNDAY_IN_MANILA, until_on=SUNDAY_IN_MANILA, actor=SYSTEM, at=MONDAY
    )
    insides = [visible_users, visible_teams, visible_absences, visible_roles, visible_invitations]

    for visible in insides:
        assert visible(actor_for(pat)).exists()
        assert not visible(actor_for(customer)).exists()
        assert not visible(NOBODY).exists()
    assert not visible_invitations(make_actor("people.view")).exists()


def test_who_is_absent_or_away_is_not_present(db, django_assert_num_queries):
    team = make_team()
    here, absent, away, gone = (make_user(name, teams=[team]) for name in ["H", "A", "W", "G"])
    make_user("Pat", roles=["administrator"])
    record_absence(
        absent, from_on=date(2026, 9, 28), until_on=date(2026, 9, 30), actor=SYSTEM, at=MONDAY
    )
    edit_profile(away, available=False, actor=actor_for(away), at=MONDAY)
    deactivate_user(gone, actor=SYSTEM, at=MONDAY)

    with django_assert_num_queries(1):
        assert list(present_members(team, MONDAY)) == [here]
    assert absent in present_members(team, MONDAY + timedelta(days=3))


@pytest.mark.parametrize(
    ("at", "is_there"),
    [
        (datetime(2026, 9, 26, 15, 59, tzinfo=UTC), True),
        (datetime(2026, 9, 26, 16, 1, tzinfo=UTC), False),
        (datetime(2026, 9, 27, 15, 59, tzinfo=UTC), False),
        (datetime(2026, 9, 27, 16, 1, tzinfo=UTC), True),
    ],
)
def test_the_day_of_an_absence_is_the_day_where_somebody_is(db, at, is_there):
    team = make_team()
    liza = make_user(teams=[team], time_zone="Asia/Manila")
    record_absence(
        liza, from_on=SUNDAY_IN_MANILA, until_on=SUNDAY_IN_MANILA, actor=SYSTEM, at=MONDAY
    )

    assert (liza in present_members(team, at)) is is_there


def test_the_database_takes_no_time_zone_it_does_not_know(db):
    liza = make_user()

    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=liza.pk).update(time_zone="Mars/Olympus")


def test_the_teams_of_somebody(db):
    service, boards = make_team(), make_team("boards")
    make_team("others")

    assert list(teams_of(make_user(teams=[service, boards]))) == [boards, service]
