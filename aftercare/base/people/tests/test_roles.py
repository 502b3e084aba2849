from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from aftercare.base.people.models import Role, User
from aftercare.base.people.operations.roles import RoleStays, assign_roles, remove_role, save_role
from aftercare.base.people.policies import STANDARD_ROLES
from aftercare.base.people.queries import actor_for, every_permission
from aftercare.base.people.steps import LastAdministrator, MoreThanYouMay, install_standard_roles
from aftercare.base.people.tests.make import MONDAY, make_actor, make_user, role
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refusals import NotAllowed


def test_every_duty_of_the_trade_has_a_role(db):
    duties = {
        *("administrator", "manager", "regional_manager", "agent", "engineer", "board_repair"),
        *("unit_repair", "warehouse", "planner", "quality", "rnd", "station", "customer"),
    }

    assert set(STANDARD_ROLES) == duties == set(Role.objects.values_list("code", flat=True))


def test_the_administrator_may_everything_there_is(db):
    assert set(role("administrator").permissions) == every_permission()


def test_standard_roles_that_were_edited_stay(db):
    make_user("Pat", roles=["administrator"])
    save_role(role("agent"), name="Agent", permissions=["people.view"], actor=SYSTEM, at=MONDAY)

    install_standard_roles()
    install_standard_roles()

    assert role("agent").permissions == ["people.view"]


def test_standard_roles_get_what_a_new_app_brings(db):
    every = set(role("administrator").permissions)
    Role.objects.filter(code="administrator").update(
        permissions=sorted(every - {"journal.audit", "people.view"}),
        offered=sorted(every - {"journal.audit"}),
    )

    install_standard_roles()

    assert set(role("administrator").permissions) == every - {"people.view"}


def test_a_role_keeps_codes_of_apps_that_are_gone_and_takes_no_unknown_ones(db):
    make_user("Pat", roles=["administrator"])
    old = Role.objects.create(code="old", name="Old", permissions=["gone.read", "people.view"])

    save_role(old, name="Older", permissions=["people.invite", "made.up"], actor=SYSTEM, at=MONDAY)

    old.refresh_from_db()
    assert (old.name, old.permissions) == ("Older", ["gone.read", "people.invite"])


def test_two_roles_of_one_name_have_two_codes(db):
    make_user("Pat", roles=["administrator"])
    roles = [
        save_role(None, name=name, permissions=[], actor=SYSTEM, at=MONDAY)
        for name in ("Night shift", "Night shift", "夜班", "夜班")
    ]

    assert [each.code for each in roles] == ["night_shift", "night_shift_2", "role", "role_2"]


def test_nobody_gives_or_takes_what_they_lack(db):
    pat, clerk = make_user("Pat", roles=["administrator"]), make_actor("people.set_up")
    liza = make_user()

    with pytest.raises(MoreThanYouMay, match=r"cases\.assign"):
        assign_roles(liza, roles=[role("administrator")], actor=clerk, at=MONDAY)
    with pytest.raises(MoreThanYouMay):
        assign_roles(pat, roles=[], actor=clerk, at=MONDAY)
    with pytest.raises(MoreThanYouMay):
        save_role(None, name="Mine", permissions=["people.view"], actor=clerk, at=MONDAY)
    with pytest.raises(MoreThanYouMay):
        save_role(role("agent"), name="Agent", permissions=[], actor=clerk, at=MONDAY)

    assert list(liza.roles.all()) == [role("agent")]
    assert list(pat.roles.all()) == [role("administrator")]
    assert "people.view" in role("agent").permissions
    assert not Role.objects.filter(name="Mine").exists()


def test_who_may_less_may_still_give_what_they_have(db):
    make_user("Pat", roles=["administrator"])
    clerk = make_actor("people.set_up", "people.invite")
    inviter = save_role(None, name="Inviter", permissions=["people.invite"], actor=clerk, at=MONDAY)
    liza = make_user()

    assign_roles(liza, roles=[role("agent"), inviter], actor=clerk, at=MONDAY)

    assert set(liza.roles.all()) == {role("agent"), inviter}


def test_agents_set_nobody_up(db):
    liza = make_user()

    with pytest.raises(NotAllowed):
        assign_roles(liza, roles=[role("administrator")], actor=actor_for(liza), at=MONDAY)

    assert list(liza.roles.all()) == [role("agent")]


def test_the_last_administrator_keeps_the_role_and_the_role_its_rights(db):
    pat = make_user("Pat", roles=["administrator"])

    with pytest.raises(LastAdministrator):
        assign_roles(pat, roles=[], actor=SYSTEM, at=MONDAY)
    with pytest.raises(LastAdministrator):
        save_role(role("administrator"), name="A", permissions=[], actor=SYSTEM, at=MONDAY)

    assert list(pat.roles.all()) == [role("administrator")]
    assert "people.set_up" in role("administrator").permissions


def test_two_administrators_cannot_unseat_each_other_at_once(transactional_db):
    pair = [make_user(name, roles=["administrator"]) for name in ("Pat", "Pam")]
    agent = role("agent")

    def unseat(user):
        try:
            assign_roles(user, roles=[agent], actor=SYSTEM, at=MONDAY)
        except LastAdministrator:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as crowd:
        done = sorted(crowd.map(unseat, pair))

    assert done == [False, True]
    assert User.objects.filter(roles__code="administrator").count() == 1


def test_a_role_nobody_has_can_go(db):
    mine = save_role(None, name="Night", permissions=["people.view"], actor=SYSTEM, at=MONDAY)

    remove_role(mine, actor=make_actor("people.set_up", "people.view"), at=MONDAY)

    assert not Role.objects.filter(code="night").exists()


def test_a_role_stays_where_somebody_has_it_or_it_is_of_the_trade(db):
    mine = save_role(None, name="Night", permissions=["people.view"], actor=SYSTEM, at=MONDAY)
    make_user(roles=["night"])

    for kept, refusal, actor in (
        (mine, RoleStays, SYSTEM),
        (role("station"), RoleStays, SYSTEM),
        (role("planner"), NotAllowed, make_actor("people.view")),
        (role("planner"), MoreThanYouMay, make_actor("people.set_up", name="Bo")),
    ):
        with pytest.raises(refusal):
            remove_role(kept, actor=actor, at=MONDAY)
        assert Role.objects.filter(pk=kept.pk).exists()
