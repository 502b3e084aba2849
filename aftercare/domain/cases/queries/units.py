"""Which units matters are about."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Upper

from aftercare.domain.cases.models import Case, CaseUnit, FoundNumber
from aftercare.domain.cases.queries.cases import visible_cases
from aftercare.domain.cases.states import NumberKind, NumberState
from aftercare.domain.units.models import Unit
from aftercare.domain.units.queries import find_units, visible_units
from aftercare.kit.actors import Actor


def units_of(case: Case, actor: Actor) -> QuerySet[Unit]:
    """Return the units a matter is about, as far as `actor` may see them."""
    named = CaseUnit.objects.filter(case=case).values("unit")
    return visible_units(actor).filter(pk__in=named).order_by("pk")


def cases_about(unit: Unit, actor: Actor) -> QuerySet[Case]:
    """Return the matters about a unit that `actor` may know, the newest first."""
    about = CaseUnit.objects.filter(unit=unit).values("case")
    return visible_cases(actor).filter(pk__in=about).order_by("-active_at", "-pk")


def units_waited_for(keys: Sequence[int]) -> QuerySet[Unit]:
    """Return those units whose serial was confirmed in a matter before they were known."""
    confirmed = FoundNumber.objects.filter(
        kind=NumberKind.SERIAL, state=NumberState.CONFIRMED, value=OuterRef("upper")
    )
    units = Unit.objects.alias(upper=Upper("serial")).filter(pk__in=keys)
    return units.exclude(serial="").filter(Exists(confirmed)).order_by("pk")


def unit_numbered(number: FoundNumber) -> Unit | None:
    """Return the one unit whose serial was found; of several with it nobody is guessed."""
    if number.kind != NumberKind.SERIAL:
        return None
    found = list(find_units([number.value])[:2])
    return found[0] if len(found) == 1 else None
