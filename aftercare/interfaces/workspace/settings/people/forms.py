from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.models import Calendar
from aftercare.base.people.models import Role, Skill, Team, User
from aftercare.base.people.queries import every_permission
from aftercare.base.people.states import UserKind
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.permission_texts import permission_groups
from aftercare.interfaces.workspace.profile.forms import time_zones
from aftercare.interfaces.workspace.settings.fields import Choices
from aftercare.kit.actors import Actor

LEVELS = (
    (1, _("1: learns it")),
    (2, _("2: with help")),
    (3, _("3: alone")),
    (4, _("4: also the hard ones")),
    (5, _("5: teaches it")),
)


class RoleChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # in stubs only
    """Which roles somebody has, by the names people read."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return str(_(obj.name))


class CodeField(forms.CharField):
    """A short name that searches and mentions know, which nothing else of its kind has."""

    def __init__(self, rows: Any, name: str = "code", **options: Any) -> None:
        limits: dict[str, Any] = {"max_length": 40, "validators": [validate_slug]}
        super().__init__(**limits | options)
        self.rows, self.name = rows, name
        self.own: int | None = None

    def clean(self, value: Any) -> str:
        """Refuse what is taken."""
        code = str(super().clean(value)).lower()
        taken = self.rows.objects.filter(**{f"{self.name}__iexact": code}).exclude(pk=self.own)
        if taken.exists():
            raise forms.ValidationError(_("This short name is taken. Choose another one."))
        return code


class OwnCodeForm(Form):
    """A form of a row with a short name, which may of course keep its own."""

    code_field = "code"

    def __init__(self, row: Any = None, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        code = self.fields[self.code_field]
        if row is not None and isinstance(code, CodeField):
            code.own = row.pk
            self.initial = {name: getattr(row, name) for name in self.fields}


class InvitationForm(Form):
    """Whom to invite, and to what."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=lambda: settings.LANGUAGES
    )
    kind = forms.ChoiceField(label=_("Whose person"), choices=UserKind.choices)
    roles = RoleChoices(Role.objects.order_by("name"), label=_("Roles"))


class PersonForm(OwnCodeForm):
    """What others may change of somebody."""

    code_field = "handle"

    name = forms.CharField(label=_("Name"), max_length=120)
    handle = CodeField(
        User,
        "handle",
        label=_("Short name"),
        help_text=_("For @mentions and searches, such as assignee:liza."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)
    max_open = forms.IntegerField(
        label=_("Most open cases"),
        min_value=0,
        max_value=999,
        help_text=_("No more are given to them by themselves; 0 means none."),
    )
    available = forms.BooleanField(label=_("Available"), required=False)


class AddressForm(Form):
    """With which address somebody signs in."""

    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The old one opens nothing any longer, at once.")
    )


class RolesForm(Form):
    """Which duties somebody has."""

    roles = RoleChoices(Role.objects.order_by("name"), label=_("Roles"), required=False)


class TeamsForm(Form):
    """In which teams somebody is."""

    teams = forms.ModelMultipleChoiceField(
        Team.objects.order_by("name"),
        label=_("Teams"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class GrantForm(Form):
    """What somebody knows, and how well."""

    skill = forms.ModelChoiceField(
        Skill.objects.order_by("name"), label=_("Skill"), empty_label=_("Choose a skill")
    )
    level = forms.TypedChoiceField(label=_("Level"), choices=LEVELS, coerce=int, initial=3)


class RoleForm(Form):
    """What people of a duty may do. What one lacks oneself can neither be given nor taken."""

    name = forms.CharField(label=_("Name"), max_length=80)
    permissions = forms.MultipleChoiceField(required=False)

    def __init__(self, role: Role | None, actor: Actor, data: Any = None) -> None:
        held = set(role.permissions) if role else set()
        start = {"name": role.name if role else "", "permissions": sorted(held)}
        super().__init__(data, initial=start)
        self.untouched = held - actor.permissions
        choices = [(code, code) for code in sorted(every_permission() | held)]
        self.fields["permissions"] = forms.MultipleChoiceField(choices=choices, required=False)

    def clean_permissions(self) -> list[str]:
        """Return what was chosen, with what the actor cannot take away."""
        return sorted({*self.cleaned_data["permissions"], *self.untouched})


class TeamForm(OwnCodeForm):
    """What a team is called, as whom it writes and when it works."""

    name = forms.CharField(label=_("Name"), max_length=80)
    code = CodeField(
        Team,
        label=_("Short name"),
        help_text=_("For @mentions and searches, such as team:service."),
    )
    mail_name = forms.CharField(
        label=_("Name on its mails"),
        max_length=80,
        required=False,
        help_text=_("Such as “Northwell Service”; its name if you leave this empty."),
    )
    calendar = forms.ModelChoiceField(
        Calendar.objects.order_by("name"),
        label=_("Calendar"),
        required=False,
        empty_label=_("That of the company"),
    )


class MemberForm(Form):
    """Who joins a team."""

    user = forms.ModelChoiceField(
        User.objects.none(), label=_("Person"), empty_label=_("Choose somebody")
    )

    def __init__(self, users: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["user"].queryset = users  # type: ignore[attr-defined]  # a model's


class SkillForm(OwnCodeForm):
    """Something people may know."""

    name = forms.CharField(label=_("Name"), max_length=80)
    code = CodeField(Skill, label=_("Short name"), help_text=_("Such as tv or bga-rework."))


class TokenForm(Form):
    """What a program may do in the name of who lets it in."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Of the program, such as “Web shop”.")
    )
    scopes = Choices(label=_("What it may do"))

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        scopes = self.fields["scopes"]
        assert isinstance(scopes, Choices)  # noqa: S101  # for mypy
        scopes.required = True
        scopes.choices = [
            (code, text)
            for _app, rows in permission_groups()
            for code, text in rows
            if actor.may(code)
        ]
