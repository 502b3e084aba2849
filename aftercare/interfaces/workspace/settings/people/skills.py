from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.base.people.models import UserSkill
from aftercare.base.people.operations.teams import save_skill
from aftercare.base.people.queries import visible_skills
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.workspace.settings.people.forms import SkillForm
from aftercare.interfaces.workspace.settings.people.sections import SKILLS
from aftercare.interfaces.workspace.settings.screens import form_page, part_of, settings_page
from aftercare.kit import clock

MOST_PEOPLE = 200
GOOD = 4
NOBODY_KNOWS = {"knows": 0, "well": 0}


@require_GET
@part_of(SKILLS)
def skills(request: ActorRequest) -> HttpResponse:
    """Show what people may know, and how many do."""
    held = UserSkill.objects.filter(user__is_active=True).values("skill").order_by()
    counts = held.annotate(knows=Count("pk"), well=Count("pk", filter=Q(level__gte=GOOD)))
    by_skill = {row["skill"]: row for row in counts}
    shown = [(row, by_skill.get(row.pk, NOBODY_KNOWS)) for row in visible_skills(request.actor)]
    return settings_page(request, "workspace/settings/people/skills.html", {"skills": shown})


@require_http_methods(["GET", "POST"])
@part_of(SKILLS)
def new_skill(request: ActorRequest) -> HttpResponse:
    """Name something people may know."""
    return form_page(
        request,
        SkillForm(None, request.POST or None),
        title=_("New skill"),
        back=SKILLS.url,
        save=lambda data: save_skill(None, **data, actor=request.actor, at=clock.now()),
        said=_("Saved. Note on the page of a person that they know it."),
    )


@require_http_methods(["GET", "POST"])
@part_of(SKILLS)
def change_skill(request: ActorRequest, code: str) -> HttpResponse:
    """Name a skill anew, and see who has it."""
    skill = get_object_or_404(visible_skills(request.actor), code=code)
    held = UserSkill.objects.filter(skill=skill, user__is_active=True)
    return form_page(
        request,
        SkillForm(skill, request.POST or None),
        title=skill.name,
        back=SKILLS.url,
        save=lambda data: save_skill(skill, **data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
        below="workspace/settings/people/_skill_people.html",
        held=held.select_related("user").order_by("-level", "user__name")[:MOST_PEOPLE],
    )
