from django.db import models

from aftercare.domain.catalog.models.items import Item
from aftercare.domain.catalog.policies.quantities import UNITS
from aftercare.domain.catalog.states import ParameterKind


class Parameter(models.Model):
    """A property that items have: a resistance, a package, a temperature. `unit` has no prefix."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    names = models.JSONField(default=dict)
    kind = models.CharField(
        max_length=10, choices=ParameterKind.choices, default=ParameterKind.NUMBER
    )
    unit = models.CharField(
        max_length=10, blank=True, choices=[(unit, unit or "–") for unit in UNITS]
    )

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """Return the name in `language`, or the one everybody understands."""
        return self.names.get(language) or self.name


class ParameterValue(models.Model):
    """What a parameter of an item is: as it is written, and in its unit from `low` to `high`."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="parameters")
    parameter = models.ForeignKey(Parameter, models.PROTECT, related_name="+")
    text = models.CharField(max_length=120)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "parameter"], name="parameter_said_once")
        ]
        indexes = [models.Index(fields=["parameter", "low", "high"], name="parameter_value")]

    def __str__(self) -> str:
        return self.text
