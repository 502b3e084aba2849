"""How much goodwill each role may grant for one case, and who usually bears it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.base.company.operations import change_settings
from aftercare.base.company.queries import settings_now
from aftercare.base.people.models import Role
from aftercare.base.people.queries import visible_roles
from aftercare.domain.coverage.operations.goodwill import set_goodwill_limit
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.queries.decisions import (
    CUSTOMER_BEARS,
    SUPPLIER_BEARS,
    usual_goodwill_split,
    visible_goodwill_limits,
)
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import CurrencyField, Form
from aftercare.interfaces.workspace.settings.screens import form_page, part_of, settings_page
from aftercare.interfaces.workspace.settings.service.sections import GOODWILL
from aftercare.kit import clock

ALL = 100


class LimitForm(Form):
    """How much a role may grant in a currency."""

    role = forms.ModelChoiceField(Role.objects.none(), label=gettext_lazy("Role"))
    amount = forms.DecimalField(
        label=gettext_lazy("At most, for one case"),
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text=gettext_lazy("All that was granted for a case counts together. 0 is nothing."),
    )
    currency = CurrencyField(help_text=gettext_lazy("Three letters, the code of the currency."))

    def __init__(self, *args: Any, roles: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["role"]
        field.queryset = roles
        field.label_from_instance = lambda role: _(role.name)


class SplitForm(Form):
    """Who usually bears goodwill; what is left is ours."""

    supplier = forms.IntegerField(
        label=gettext_lazy("Borne by the supplier, in percent"), min_value=0, max_value=ALL
    )
    customer = forms.IntegerField(
        label=gettext_lazy("Borne by the customer, in percent"), min_value=0, max_value=ALL
    )

    def clean(self) -> dict[str, Any]:
        """Refuse shares that are more than all of it."""
        data = super().clean() or {}
        if data.get("supplier", 0) + data.get("customer", 0) > ALL:
            self.add_error("customer", _("Together that is more than all of it."))
        return data


@require_GET
@part_of(GOODWILL)
def limits(request: ActorRequest) -> HttpResponse:
    """Show what each role may grant, and who usually bears it."""
    split = usual_goodwill_split(settings_now())
    context = {
        "limits": visible_goodwill_limits(request.actor),
        "split": split | {"us": ALL - split["supplier"] - split["customer"]},
    }
    return settings_page(request, "workspace/settings/service/goodwill.html", context)


@require_http_methods(["GET", "POST"])
@part_of(GOODWILL)
def new_limit(request: ActorRequest) -> HttpResponse:
    """Say how much a role may grant; said again for a currency, the last word counts."""
    roles = visible_roles(request.actor).filter(permissions__contains=[CoveragePermission.GOODWILL])
    names = ("role", "amount", "currency")
    initial = {name: request.GET[name] for name in names if name in request.GET}
    return form_page(
        request,
        LimitForm(request.POST or None, roles=roles, initial=initial),
        title=_("Limit of goodwill"),
        text=_("Roles that may grant goodwill at all. Who sets limits has none."),
        back=GOODWILL.url,
        save=lambda data: set_goodwill_limit(**data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
    )


@require_http_methods(["GET", "POST"])
@part_of(GOODWILL)
def split(request: ActorRequest) -> HttpResponse:
    """Say who usually bears goodwill; it may be said otherwise each time."""
    return form_page(
        request,
        SplitForm(request.POST or None, initial=usual_goodwill_split(settings_now())),
        title=_("Who usually bears goodwill"),
        back=GOODWILL.url,
        save=lambda data: change_settings(
            {SUPPLIER_BEARS.name: data["supplier"], CUSTOMER_BEARS.name: data["customer"]},
            actor=request.actor,
            at=clock.now(),
        ),
        said=_("Saved."),
    )
