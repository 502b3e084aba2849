"""What the work of a repair costs, and how each item is tested after it."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from aftercare.domain.catalog.models import FaultCode
from aftercare.domain.catalog.queries import find_item, visible_fault_codes, visible_items
from aftercare.domain.repairs.models import FinalTest, FinalTestPoint
from aftercare.domain.repairs.operations.quoting import set_labor_rate
from aftercare.domain.repairs.operations.rules import save_final_test
from aftercare.domain.repairs.queries import labor_rates, newest_test, newest_tests
from aftercare.domain.repairs.states import Point, PointKind
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.forms import CurrencyField, Form
from aftercare.interfaces.workspace.settings.screens import form_page, part_of, settings_page
from aftercare.interfaces.workspace.settings.service.sections import FINAL_TESTS, LABOR
from aftercare.kit import clock

MINUTES = "min"
MOST_MINUTES = 100_000


class RateForm(Form):
    """What the work of an action costs, or all work without a rate of its own."""

    action = forms.ModelChoiceField(
        FaultCode.objects.none(),
        label=pgettext_lazy("what is done about a fault", "Action"),
        required=False,
        empty_label=gettext_lazy("All without a rate of their own"),
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Flat rate"), min_value=0, max_digits=14, decimal_places=2
    )
    currency = CurrencyField(help_text=gettext_lazy("Three letters, the code of the currency."))

    def __init__(self, *args: Any, actions: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["action"].queryset = actions  # type: ignore[attr-defined]  # a row


class TestForm(Form):
    """How an item is tested: a line for each point."""

    item = forms.CharField(label=gettext_lazy("Item"), max_length=80)
    points = forms.CharField(
        label=gettext_lazy("Points"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=8000,
        help_text=gettext_lazy(
            "One a line. Measured: name; V; lowest; highest. For a time: name; 30 min."
            " Pass or fail: only the name."
        ),
    )
    needs_two = forms.BooleanField(
        label=gettext_lazy("Somebody else releases than who has tested"), required=False
    )

    def clean_item(self) -> Any:
        """Return the item with this number."""
        item = find_item(self.cleaned_data["item"])
        if item is None:
            raise forms.ValidationError(_("There is no item with this number."))
        return item

    def clean_points(self) -> list[Point]:
        """Return the points as they are meant."""
        lines = [line for line in self.cleaned_data["points"].splitlines() if line.strip()]
        return [_point(line) for line in lines]


def _point(line: str) -> Point:
    name, *more = (each.strip() for each in re.split("[;；]", line))
    try:
        if len(more) == 1 and more[0].endswith(MINUTES):
            minutes = int(more[0].removesuffix(MINUTES))
            return Point(name, PointKind.SOAK, minutes=min(minutes, MOST_MINUTES))
        if more:
            unit, low, high, *_rest = *more, "", ""
            return Point(name, unit=unit, low=_limit(low), high=_limit(high))
    except (ValueError, InvalidOperation):
        raise forms.ValidationError(_("This cannot be read: %(line)s") % {"line": line}) from None
    return Point(name, PointKind.LOOK)


def _limit(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _line(point: FinalTestPoint) -> str:
    if point.kind == PointKind.SOAK:
        return f"{point.name}; {point.minutes} {MINUTES}"
    if point.kind == PointKind.LOOK:
        return point.name
    limits = ["" if each is None else f"{each.normalize():f}" for each in (point.low, point.high)]
    return "; ".join([point.name, point.unit, *limits])


@require_GET
@part_of(LABOR)
def rates(request: ActorRequest) -> HttpResponse:
    """Show what work costs."""
    context = {"rates": labor_rates()}
    return settings_page(request, "workspace/settings/service/labor.html", context)


@require_http_methods(["GET", "POST"])
@part_of(LABOR)
def new_rate(request: ActorRequest) -> HttpResponse:
    """Say what work costs; said again for a currency, the last word counts."""
    names = ("action", "amount", "currency")
    initial = {name: request.GET[name] for name in names if name in request.GET}
    actions = visible_fault_codes(request.actor).filter(kind="action", retired=False)
    return form_page(
        request,
        RateForm(request.POST or None, actions=actions, initial=initial),
        title=_("Rate for work"),
        back=LABOR.url,
        save=lambda data: set_labor_rate(**data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
    )


@require_GET
@part_of(FINAL_TESTS)
def tests(request: ActorRequest) -> HttpResponse:
    """Show how items are tested."""
    context = {"tests": newest_tests()}
    return settings_page(request, "workspace/settings/service/final_tests.html", context)


@require_http_methods(["GET", "POST"])
@part_of(FINAL_TESTS)
def new_test(request: ActorRequest) -> HttpResponse:
    """Say how an item is tested from now on."""
    return _test_page(request, TestForm(request.POST or None), _("Final test"))


@require_http_methods(["GET", "POST"])
@part_of(FINAL_TESTS)
def change_test(request: ActorRequest, code: str) -> HttpResponse:
    """Say how an item is tested, beginning with how it is now."""
    item = get_object_or_404(visible_items(request.actor), code=code)
    known = newest_test(item)
    form = TestForm(request.POST or None, initial={"item": item.code} | _initial(known))
    form.fields["item"].disabled = True
    return _test_page(request, form, item.name)


def _initial(known: FinalTest | None) -> dict[str, Any]:
    if known is None:
        return {}
    points: Sequence[FinalTestPoint] = list(
        FinalTestPoint.objects.filter(test=known).order_by("position")
    )
    return {"points": "\n".join(map(_line, points)), "needs_two": known.needs_two}


def _test_page(request: ActorRequest, form: TestForm, title: str) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        text=_("Units in test go on by the points they began with."),
        back=FINAL_TESTS.url,
        save=lambda data: save_final_test(**data, actor=request.actor, at=clock.now()),
        said=_("Saved."),
    )
