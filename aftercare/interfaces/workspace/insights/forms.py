from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.base.people.models import Team
from aftercare.domain.cases.queries.insights import Scope
from aftercare.domain.cases.states import CaseKind, Priority
from aftercare.interfaces.ui.forms import Form

PERIODS = {
    "4": _("Last 4 weeks"),
    "12": _("Last 12 weeks"),
    "26": _("Last half year"),
    "52": _("Last year"),
}
USUAL = "12"


class ScopeForm(Form):
    """Which cases the figures are about."""

    weeks = forms.ChoiceField(label=_("Time"), choices=list(PERIODS.items()), required=False)
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.order_by("name"),
        to_field_name="code",
        empty_label=_("All teams"),
        required=False,
    )
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All kinds")), *CaseKind.choices], required=False
    )
    priority = forms.ChoiceField(
        label=_("Priority"), choices=[("", _("All priorities")), *Priority.choices], required=False
    )
    tag = forms.CharField(label=_("Tag"), max_length=40, required=False)

    def __init__(self, data: Any, *, channels: list[tuple[str, Any]]) -> None:
        super().__init__({"weeks": USUAL} | data.dict())
        field = self.fields["channel"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for the type checker
        field.choices = [("", _("All channels")), *channels]

    def scope(self, at: datetime) -> Scope:
        """Return what is asked; what cannot be understood is left out."""
        self.is_valid()
        found = self.cleaned_data
        weeks = int(found.get("weeks") or USUAL)
        team = found.get("team")
        monday = at.date() - timedelta(days=at.weekday())
        return Scope(
            since=monday - timedelta(weeks=weeks - 1),
            weeks=weeks,
            team=team.pk if team else None,
            channel=found.get("channel", ""),
            kind=found.get("kind", ""),
            priority=found.get("priority", ""),
            tag=found.get("tag", "").casefold(),
        )
