"""Items by what their parameters are."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftercare.domain.catalog.models import Item, Parameter, ParameterValue
from aftercare.domain.catalog.policies.asking import Asked, asked_in
from aftercare.domain.catalog.policies.quantities import Quantity, parse_quantity, show_quantity
from aftercare.domain.catalog.states import ParameterKind

_NEAR = 1e-9
"""Values are kept as floating numbers; nobody means less than a billionth."""


@dataclass(frozen=True)
class Condition:
    """What is asked of a parameter; without a quantity it is a word, or no value at all."""

    parameter: Parameter
    asked: Asked
    quantity: Quantity | None = None

    @property
    def is_understood(self) -> bool:
        is_number = self.parameter.kind == ParameterKind.NUMBER
        return self.quantity is not None if is_number else self.asked.sign in ("", "=")

    @property
    def value(self) -> str:
        """The value as screens write it."""
        if self.quantity is None:
            return self.asked.value
        return show_quantity(self.quantity, self.parameter.unit)


def conditions_in(text: str) -> tuple[list[Condition], str]:
    """Return what a text asks of parameters we have, and the other words of it."""
    asked = asked_in(text)
    if not asked:
        return [], text
    known: dict[str, Parameter] = {}
    for one in Parameter.objects.order_by("pk"):
        for word in (one.code, one.name, *one.names.values()):
            known.setdefault(word.casefold(), one)
    conditions = []
    for each in asked:
        if parameter := known.get(each.name):
            number = parameter.kind == ParameterKind.NUMBER
            quantity = parse_quantity(each.value, parameter.unit) if number else None
            conditions.append(Condition(parameter, each, quantity))
            text = text.replace(each.typed, " ", 1)
    return conditions, " ".join(text.split())


def items_with(items: QuerySet[Item], conditions: Iterable[Condition]) -> QuerySet[Item]:
    """Return those of `items` whose parameters are as is asked; none for what means nothing."""
    for each in conditions:
        if not each.is_understood:
            return items.none()
        values = ParameterValue.objects.filter(item=OuterRef("pk"), parameter=each.parameter)
        items = items.filter(Exists(values.filter(_holds(each))))
    return items


def _holds(condition: Condition) -> Q:
    quantity, sign = condition.quantity, condition.asked.sign
    if quantity is None:
        return Q(text__iexact=condition.asked.value)
    low, high = _widened(quantity)
    return {
        ">": Q(high__gt=high),
        ">=": Q(high__gte=low),
        "<": Q(low__lt=low),
        "<=": Q(low__lte=high),
    }.get(sign, Q(low__lte=high, high__gte=low))


def _widened(quantity: Quantity) -> tuple[float, float]:
    return quantity.low - abs(quantity.low) * _NEAR, quantity.high + abs(quantity.high) * _NEAR
