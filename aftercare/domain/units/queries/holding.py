"""What units a change of items touches."""

from collections.abc import Iterator, Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from aftercare.domain.catalog.queries import Touched
from aftercare.domain.units.queries.units import visible_units
from aftercare.kit.actors import Actor


def units_touched(items: Sequence[int], actor: Actor) -> Iterator[Touched]:
    """Yield how many units of each item there are; of which most are with customers, first."""
    owned = Q(account__isnull=False) | Q(contact__isnull=False)
    units = visible_units(actor).filter(item__in=items).order_by()
    counted = units.values("item__code", "item__name")
    counted = counted.annotate(units=Count("pk"), owned=Count("pk", filter=owned))
    for each in counted.order_by("-owned", "-units", "item__code"):
        detail = _("%(count)s with customers") % {"count": each["owned"]}
        yield Touched(each["item__name"], each["units"], detail, code=each["item__code"])
