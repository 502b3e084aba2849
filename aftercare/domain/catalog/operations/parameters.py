"""Which properties items have, and what they are."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.events import ParameterDefined, ParametersSet
from aftercare.domain.catalog.models import Item, Parameter, ParameterValue
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.policies.quantities import parse_quantity, show_quantity
from aftercare.domain.catalog.states import ParameterKind
from aftercare.domain.catalog.steps import correct, file_items
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused

EXAMPLES = {"Ω": "4k7", "F": "100nF", "V": "2.7…3.6 V", "°C": "-40…85 °C", "%": "±5 %"}


class ParameterIncomplete(Refused):
    """A parameter needs a code and a name."""


class UnitIsInUse(Refused):
    """Values have been written in the unit."""


class UnknownParameter(Refused):
    """Nobody has defined a parameter of this code."""


class NotAValue(Refused):
    """What was typed is not a value in the unit of the parameter."""


@transaction.atomic
def define_parameter(
    *,
    code: str,
    name: str,
    kind: str = ParameterKind.NUMBER,
    unit: str = "",
    names: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> Parameter:
    """
    Say that items may have a property; one of this code is called otherwise from now on.

    Raises `ParameterIncomplete`, `UnitIsInUse`.
    """
    actor.must(CatalogPermission.SET_UP)
    if not code.strip() or not name.strip():
        raise ParameterIncomplete(_("A parameter needs a code and a name."))
    known = Parameter.objects.select_for_update().filter(code=code.strip()).first()
    parameter = known or Parameter(code=code.strip())
    changed = correct(
        parameter, {"name": name.strip(), "kind": kind, "unit": unit, "names": dict(names or {})}
    )
    used = known and ParameterValue.objects.filter(parameter=known).exists()
    if used and {"kind", "unit"} & set(changed):
        raise UnitIsInUse(_("Values of it are written already. Define another parameter instead."))
    if changed:
        parameter.save()
        announce(ParameterDefined(parameter.pk), actor=actor, at=at)
    return parameter


@transaction.atomic
def set_parameters(item: Item, values: Mapping[str, str], *, actor: Actor, at: datetime) -> None:
    """
    Say what parameters of an item are, by their codes; an empty text takes a value back.

    Numbers are read as the trade writes them (`4k7`, `100nF`). Those not named stay.
    Raises `UnknownParameter`, `NotAValue`; then nothing is set.
    """
    actor.must(CatalogPermission.EDIT)
    known = {each.code: each for each in Parameter.objects.filter(code__in=list(values))}
    said = ParameterValue.objects.filter(item=item).values_list("parameter__code", "text")
    before = dict(said.all())
    for code, text in values.items():
        if code not in known:
            raise UnknownParameter(
                _("There is no parameter “%(code)s”. Define it in the settings.") % {"code": code}
            )
        _set(item, known[code], text.strip())
    after = dict(said.all())
    changed = tuple(code for code in values if before.get(code) != after.get(code))
    if changed:
        file_items([item], at=at)
        announce(ParametersSet(item.pk, changed), actor=actor, at=at)


def _set(item: Item, parameter: Parameter, text: str) -> None:
    if not text:
        ParameterValue.objects.filter(item=item, parameter=parameter).delete()
        return
    value: dict[str, str | float | None] = {"text": text, "low": None, "high": None}
    if parameter.kind == ParameterKind.NUMBER:
        quantity = parse_quantity(text, parameter.unit)
        if quantity is None:
            raise NotAValue(
                _("%(name)s: “%(text)s” is not a value in %(unit)s. Write it like %(example)s.")
                % {
                    "name": parameter.name,
                    "text": text,
                    "unit": parameter.unit or _("plain numbers"),
                    "example": EXAMPLES.get(parameter.unit, f"12 {parameter.unit}".strip()),
                }
            )
        shown = show_quantity(quantity, parameter.unit)
        value = {"text": shown, "low": quantity.low, "high": quantity.high}
    ParameterValue.objects.update_or_create(item=item, parameter=parameter, defaults=value)
