from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.settings.people import (
    invitations,
    people,
    person,
    roles,
    skills,
    teams,
    tokens,
)

_PERSON = "people/<slug:handle>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("people", people.people, name="people"),
    path(_PERSON, person.profile, name="person"),
    path(f"{_PERSON}/address", person.address, name="person-address"),
    path(f"{_PERSON}/roles", person.roles, name="person-roles"),
    path(f"{_PERSON}/teams", person.teams, name="person-teams"),
    path(f"{_PERSON}/skills", person.skills, name="person-skills"),
    path(
        f"{_PERSON}/skills/<int:skill_id>/remove", person.forget_skill, name="person-skill-remove"
    ),
    path(f"{_PERSON}/absences", person.absences, name="person-absences"),
    path(
        f"{_PERSON}/absences/<int:absence_id>/end",
        person.end_person_absence,
        name="person-absence-end",
    ),
    path(f"{_PERSON}/let-go", person.let_go, name="person-let-go"),
    path(f"{_PERSON}/take-back", person.take_back, name="person-take-back"),
    path(f"{_PERSON}/second-factors/drop", person.drop_factors, name="person-drop-factors"),
    path("invitations", invitations.invitations, name="invitations"),
    path("invitations/new", invitations.new_invitation, name="invitation-new"),
    path(
        "invitations/<int:invitation_id>/again", invitations.invite_again, name="invitation-again"
    ),
    path(
        "invitations/<int:invitation_id>/withdraw", invitations.withdraw, name="invitation-withdraw"
    ),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/new", tokens.new_token, name="token-new"),
    path("tokens/<int:token_id>/revoke", tokens.revoke, name="token-revoke"),
    path("roles", roles.roles, name="roles"),
    path("roles/new", roles.new_role, name="role-new"),
    path("roles/compare", roles.compare, name="roles-compare"),
    path("roles/<slug:code>/edit", roles.change_role, name="role-edit"),
    path("roles/<slug:code>/remove", roles.remove, name="role-remove"),
    path("teams", teams.teams, name="teams"),
    path("teams/new", teams.new_team, name="team-new"),
    path("teams/<slug:code>/edit", teams.change_team, name="team-edit"),
    path("teams/<slug:code>/join", teams.join, name="team-join"),
    path("teams/<slug:code>/<slug:handle>/lead", teams.lead, name="team-lead"),
    path("teams/<slug:code>/<slug:handle>/leave", teams.leave, name="team-leave"),
    path("skills", skills.skills, name="skills"),
    path("skills/new", skills.new_skill, name="skill-new"),
    path("skills/<slug:code>/edit", skills.change_skill, name="skill-edit"),
]
