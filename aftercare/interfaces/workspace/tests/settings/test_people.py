import re

import pytest
from allauth.mfa.models import Authenticator

from aftercare.base.people.models import Absence, Invitation, TeamMember, User, UserSkill
from aftercare.base.people.operations.accounts import invite_user
from aftercare.base.people.operations.teams import save_skill
from aftercare.base.people.operations.tokens import make_token
from aftercare.base.people.queries import actor_for, find_token, link_of, visible_tokens
from aftercare.base.people.tests.make import MONDAY, make_team, make_user, role
from aftercare.interfaces.workspace.tests.make import client_of
from aftercare.interfaces.workspace.tests.settings.make import HTMX, signed_in
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

PEOPLE = "/settings/people"
PROFILE = {
    "name": "Liza Dizon",
    "handle": "liza",
    "language": "fil",
    "time_zone": "Asia/Manila",
    "max_open": "12",
    "available": "on",
}


@pytest.fixture
def ana():
    return client_of(make_user("Ana", roles=["administrator"]))


@pytest.fixture
def liza():
    return make_user(roles=["agent"], teams=[make_team()])


@pytest.mark.parametrize(
    "path",
    [
        *("", "/liza", "/liza/address", "/liza/roles", "/liza/teams", "/liza/skills"),
        *("/liza/absences", "/nobody-at-all"),
    ],
)
def test_is_not_there_for_who_does_not_set_people_up(liza, path):
    assert client_of(liza).get(PEOPLE + path).status_code == 404


@pytest.mark.parametrize("verb", ["let-go", "take-back", "second-factors/drop"])
def test_agents_let_nobody_go(liza, verb):
    make_user("Noel")

    assert client_of(liza).post(f"{PEOPLE}/noel/{verb}").status_code == 404

    assert User.objects.get(handle="noel").is_active


def test_lists_people_with_roles_and_teams_at_the_same_cost(ana, django_assert_max_num_queries):
    team = make_team()
    for number in range(45):
        make_user(f"Person {number:02}", teams=[team])

    with django_assert_max_num_queries(14):
        page = ana.get(PEOPLE).content.decode()

    assert page.count('<span class="person">') == 40
    assert "Service" in page
    rest = ana.get(f"{PEOPLE}?after=Person+38_{User.objects.get(name='Person 38').pk}")
    assert rest.content.decode().count('<span class="person">') == 6


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=liz", ["Liza"]),
        ("q=noel@northwell.example", ["Noel"]),
        ("role=planner", ["Noel"]),
        ("team=service", ["Liza"]),
        ("state=gone", ["Gone"]),
        ("q=liz&role=planner", []),
    ],
)
def test_people_are_found_by_name_role_team_and_whether_they_are_here(ana, liza, query, expected):
    make_user("Noel", roles=["planner"])
    make_user("Gone", is_active=False)

    answer = ana.get(f"{PEOPLE}?{query}", headers=HTMX)

    assert [person.name for person in answer.context["people"]] == expected


def test_the_profile_of_somebody_is_corrected(ana, liza):
    assert ana.post(f"{PEOPLE}/liza", PROFILE).headers["Location"] == PEOPLE

    liza.refresh_from_db()
    assert (liza.name, liza.language, liza.max_open) == ("Liza Dizon", "fil", 12)


@pytest.mark.parametrize("change", [{"handle": "NOEL"}, {"max_open": "-1"}, {"handle": "a b"}])
def test_a_profile_that_cannot_be_is_shown_again(ana, liza, change):
    make_user("Noel")

    answer = ana.post(f"{PEOPLE}/liza", PROFILE | change, headers=HTMX)

    liza.refresh_from_db()
    assert answer.status_code == 422
    assert b"is-invalid" in answer.content
    assert liza.name == "Liza"


def test_somebody_gets_another_address_unless_it_is_taken(ana, liza):
    noel = make_user("Noel")

    assert ana.post(f"{PEOPLE}/liza/address", {"email": noel.email}).status_code == 409
    ana.post(f"{PEOPLE}/liza/address", {"email": "Liza@New.example"})

    liza.refresh_from_db()
    assert liza.email == "liza@new.example"


def test_shows_what_somebody_may_do_and_which_role_lets_them(ana, liza):
    liza.roles.add(role("quality"))

    page = ana.get(f"{PEOPLE}/liza/roles").content.decode()

    line = page[page.index("See the cases of all teams") :]
    assert line.index("Quality") < line.index("</dd>")
    assert "Set up people, roles and teams" not in page


def test_roles_and_teams_are_set_as_a_whole(ana, liza):
    team = make_team("boards")

    ana.post(f"{PEOPLE}/liza/roles", {"roles": [role("planner").pk]})
    ana.post(f"{PEOPLE}/liza/teams", {"teams": [team.pk]})

    assert [each.code for each in liza.roles.all()] == ["planner"]
    assert [each.team for each in TeamMember.objects.filter(user=liza)] == [team]


def test_who_may_less_gives_no_more(liza):
    manager = client_of(make_user("Mo", roles=["manager"]))

    answer = manager.post(f"{PEOPLE}/liza/roles", {"roles": [role("administrator").pk]})

    assert answer.status_code == 409
    assert [each.code for each in liza.roles.all()] == ["agent"]


def test_skills_are_noted_and_taken_back(ana, liza):
    skill = save_skill(None, code="tv", name="Television", actor=SYSTEM, at=MONDAY)

    ana.post(f"{PEOPLE}/liza/skills", {"skill": skill.pk, "level": "4"})
    assert UserSkill.objects.get().level == 4
    assert b"level 4 of 5" in ana.get(f"{PEOPLE}/liza/skills").content
    assert ana.post(f"{PEOPLE}/liza/skills", {"skill": skill.pk, "level": "9"}).status_code == 422

    ana.post(f"{PEOPLE}/liza/skills/{skill.pk}/remove")
    assert not UserSkill.objects.exists()


def test_days_away_are_noted_for_somebody(ana, liza):
    ana.post(f"{PEOPLE}/liza/absences", {"from_on": "2090-05-01", "until_on": "2090-05-04"})

    absence = Absence.objects.get()
    assert absence.user == liza
    ana.post(f"{PEOPLE}/liza/absences/{absence.pk}/end")
    assert not Absence.objects.exists()


def test_somebody_is_let_go_and_taken_back(ana, liza):
    answer = ana.post(f"{PEOPLE}/liza/let-go", follow=True)
    liza.refresh_from_db()
    assert not liza.is_active
    assert b"/settings/people/liza/take-back" in answer.content

    ana.post(f"{PEOPLE}/liza/take-back")
    liza.refresh_from_db()
    assert liza.is_active


def test_the_last_administrator_stays(ana):
    assert ana.post(f"{PEOPLE}/ana/let-go").status_code == 409

    assert User.objects.get(handle="ana").is_active


def test_second_factors_are_dropped(ana, liza):
    Authenticator.objects.create(user=liza, type=Authenticator.Type.TOTP, data={})
    assert b"Drop second factors" in ana.get(f"{PEOPLE}/liza").content

    ana.post(f"{PEOPLE}/liza/second-factors/drop")

    assert not Authenticator.objects.exists()
    assert b"Signs in by password alone" in ana.get(f"{PEOPLE}/liza").content


INVITATIONS = "/settings/invitations"
GUEST = {"email": "Noel@New.example", "name": "Noel", "language": "fil", "kind": "user"}


def test_somebody_is_invited_and_the_link_is_shown(ana):
    ana.post(f"{INVITATIONS}/new", GUEST | {"roles": [role("agent").pk]})

    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.language) == ("noel@new.example", "fil")
    assert link_of(invitation) in ana.get(INVITATIONS).content.decode()


def test_an_invitation_needs_a_role_and_an_address(ana):
    answer = ana.post(f"{INVITATIONS}/new", GUEST | {"email": "noel"}, headers=HTMX)

    assert answer.status_code == 422
    assert answer.content.count(b"field-error") == 2
    assert not Invitation.objects.exists()


def test_who_is_here_already_is_not_invited(ana, liza):
    form = GUEST | {"email": liza.email, "roles": [role("agent").pk]}

    assert ana.post(f"{INVITATIONS}/new", form).status_code == 409

    assert not Invitation.objects.exists()


def invited():
    return invite_user(
        email="noel@new.example", name="Noel", roles=[role("agent")], actor=SYSTEM, at=clock.now()
    )


def test_an_invitation_is_sent_again_and_the_old_link_opens_nothing(ana):
    first = invited()

    ana.post(f"{INVITATIONS}/{first.pk}/again")

    page = ana.get(INVITATIONS).content.decode()
    first.refresh_from_db()
    assert first.expires_at <= clock.now()
    assert link_of(first) not in page
    assert link_of(Invitation.objects.latest("pk")) in page
    assert list(Invitation.objects.latest("pk").roles.all()) == [role("agent")]


def test_an_invitation_is_withdrawn(ana):
    ana.post(f"{INVITATIONS}/{invited().pk}/withdraw")

    assert Invitation.objects.get().expires_at <= clock.now()
    assert b"opens nothing any longer" in ana.get(INVITATIONS).content


def test_agents_invite_nobody(liza):
    invitation = invited()

    for path in ("", "/new"):
        assert client_of(liza).get(INVITATIONS + path).status_code == 404
    for verb in ("again", "withdraw"):
        path = f"{INVITATIONS}/{invitation.pk}/{verb}"
        assert client_of(liza).post(path).status_code == 404

    assert Invitation.objects.get().expires_at > clock.now()


def test_stations_do_not_see_the_settings():
    assert signed_in("station").get("/settings").status_code == 404


def test_a_token_is_shown_once_and_revoked():
    ana = client_of(make_user("Ana", roles=["administrator"]))
    assert b"No program comes in" in ana.get("/settings/tokens").content
    assert ana.post("/settings/tokens/new", {"name": "Shop"}, headers=HTMX).status_code == 422

    made = ana.post("/settings/tokens/new", {"name": "Shop", "scopes": ["cases.view"]})

    secret = re.search(r"aft_[\w-]+", made.content.decode())[0]
    token = find_token(secret)
    assert token.scopes == ["cases.view"]
    listed = ana.get("/settings/tokens").content.decode()
    assert "Shop" in listed
    assert secret not in listed
    ana.post(f"/settings/tokens/{token.pk}/revoke")
    assert find_token(secret) is None


def test_tokens_of_others_are_nobody_elses_but_who_sets_up():
    owner, clerk = make_user("Ana", roles=["administrator"]), make_user("Jo", roles=["agent"])
    actor = actor_for(owner)
    token, _secret = make_token(name="Shop", scopes=["cases.view"], actor=actor, at=MONDAY)

    assert client_of(clerk).post(f"/settings/tokens/{token.pk}/revoke").status_code == 404
    assert visible_tokens(actor).get() == token
