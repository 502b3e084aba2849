import pytest

from aftercare.base.company.tests.make import make_calendar
from aftercare.base.people.models import Role, Skill, Team, TeamMember
from aftercare.base.people.operations.teams import grant_skill, save_skill
from aftercare.base.people.tests.make import MONDAY, make_team, make_user, role
from aftercare.interfaces.workspace.tests.make import client_of
from aftercare.interfaces.workspace.tests.settings.make import HTMX
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

ROLES, TEAMS, SKILLS = "/settings/roles", "/settings/teams", "/settings/skills"


@pytest.fixture
def ana():
    return client_of(make_user("Ana", roles=["administrator"]))


@pytest.mark.parametrize(
    "path",
    [
        *(ROLES, f"{ROLES}/new", f"{ROLES}/compare", f"{ROLES}/agent/edit"),
        *(TEAMS, f"{TEAMS}/new", f"{TEAMS}/service/edit", SKILLS, f"{SKILLS}/new"),
    ],
)
def test_is_not_there_for_who_does_not_set_people_up(path):
    make_team()

    assert client_of(make_user()).get(path).status_code == 404


def test_roles_say_how_much_they_may_and_who_has_them(ana, django_assert_max_num_queries):
    make_user("Liza", roles=["agent"])
    make_user("Gone", roles=["agent"], is_active=False)

    with django_assert_max_num_queries(9):
        answer = ana.get(ROLES)

    counts = {each.code: (count, each.people) for each, count in answer.context["roles"]}
    assert len(counts) == 13
    assert counts["agent"] == (len(role("agent").permissions), 1)
    assert counts["customer"] == (len(role("customer").permissions), 0)


def test_a_role_may_something_else_from_now_on(ana):
    page = ana.get(f"{ROLES}/agent/edit").content.decode()
    assert 'value="cases.reply" checked' in page
    assert "Answer customers" in page

    ana.post(f"{ROLES}/agent/edit", {"name": "Agent", "permissions": ["cases.view"]})

    assert role("agent").permissions == ["cases.view"]


def test_what_one_lacks_stays_in_a_role_and_cannot_be_put_into_one():
    manager = client_of(make_user("Mo", roles=["manager"]))
    role("agent").permissions.append("ui.see_style_guide")
    Role.objects.filter(code="agent").update(permissions=["cases.view", "ui.see_style_guide"])
    page = manager.get(f"{ROLES}/agent/edit").content.decode()
    assert 'value="ui.see_style_guide" checked disabled' in page

    manager.post(f"{ROLES}/agent/edit", {"name": "Agent", "permissions": ["cases.note"]})
    assert role("agent").permissions == ["cases.note", "ui.see_style_guide"]

    form = {"name": "Night", "permissions": ["ui.see_style_guide"]}
    assert manager.post(f"{ROLES}/new", form).status_code == 409
    assert not Role.objects.filter(name="Night").exists()


def test_a_new_role_is_made_and_removed_again(ana):
    assert ana.post(f"{ROLES}/new", {"name": ""}, headers=HTMX).status_code == 422
    ana.post(f"{ROLES}/new", {"name": "Night shift", "permissions": ["cases.view"]})
    assert role("night_shift").permissions == ["cases.view"]

    ana.post(f"{ROLES}/night_shift/remove")

    assert not Role.objects.filter(code="night_shift").exists()


def test_a_role_somebody_has_stays(ana):
    make_user(roles=["agent"])

    assert ana.post(f"{ROLES}/agent/remove").status_code == 409

    assert Role.objects.filter(code="agent").exists()


def test_roles_stand_beside_each_other(ana, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        page = ana.get(f"{ROLES}/compare").content.decode()

    assert page.count('scope="col"') == 14
    assert page.count('aria-label="yes"') == sum(
        len(each.permissions) for each in Role.objects.all()
    )


TEAM = {"name": "Boards", "code": "boards", "mail_name": "Northwell Boards", "calendar": ""}


def test_a_team_is_formed(ana):
    calendar = make_calendar()

    ana.post(f"{TEAMS}/new", TEAM | {"calendar": calendar.pk})

    team = Team.objects.get()
    assert (team.code, team.mail_name, team.calendar) == ("boards", "Northwell Boards", calendar)


@pytest.mark.parametrize("change", [{"code": "SERVICE"}, {"code": "a b"}, {"name": ""}])
def test_a_team_that_cannot_be_is_shown_again(ana, change):
    make_team()

    assert ana.post(f"{TEAMS}/new", TEAM | change, headers=HTMX).status_code == 422

    assert Team.objects.count() == 1


def test_a_team_keeps_its_own_short_name(ana):
    make_team()

    ana.post(f"{TEAMS}/service/edit", TEAM | {"code": "service"})

    assert Team.objects.get().name == "Boards"


def test_people_join_lead_and_leave_a_team(ana):
    liza, team = make_user(), make_team()
    path = f"{TEAMS}/service"

    ana.post(f"{path}/join", {"user": liza.pk})
    ana.post(f"{path}/liza/lead", {"lead": "yes"})
    assert TeamMember.objects.get(team=team, user=liza).is_lead
    assert b"Liza leads" in ana.get(TEAMS).content
    assert ana.post(f"{path}/join", {"user": liza.pk}).status_code == 422
    ana.post(f"{path}/liza/lead", {"lead": "no"})
    assert not TeamMember.objects.get().is_lead

    ana.post(f"{path}/liza/leave")
    assert not TeamMember.objects.exists()
    assert ana.post(f"{path}/liza/leave").status_code == 404


def test_many_teams_cost_as_much_as_one(ana, django_assert_max_num_queries):
    for number in range(12):
        make_user(f"P {number}", teams=[make_team(f"t{number}")])

    with django_assert_max_num_queries(10):
        assert ana.get(TEAMS).status_code == 200


def test_a_skill_is_named_and_shows_who_has_it(ana):
    ana.post(f"{SKILLS}/new", {"name": "Television", "code": "tv"})
    assert ana.post(f"{SKILLS}/new", {"name": "TV", "code": "TV"}).status_code == 422
    skill = Skill.objects.get()
    for level, name in ((2, "Liza"), (5, "Noel")):
        grant_skill(make_user(name), skill=skill, level=level, actor=SYSTEM, at=MONDAY)

    (row,) = ana.get(SKILLS).context["skills"]
    assert (row[1]["knows"], row[1]["well"]) == (2, 1)
    assert b"level 5 of 5" in ana.get(f"{SKILLS}/tv/edit").content
    ana.post(f"{SKILLS}/tv/edit", {"name": "Televisions", "code": "tv"})
    assert Skill.objects.get().name == "Televisions"


def test_a_skill_nobody_knows_is_shown_too(ana):
    save_skill(None, code="tv", name="TV", actor=SYSTEM, at=MONDAY)

    (row,) = ana.get(SKILLS).context["skills"]

    assert row[1] == {"knows": 0, "well": 0}
