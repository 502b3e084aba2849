"""What people type as places on a board."""

from django.utils.translation import gettext as _

from aftercare.domain.catalog.policies.designators import UnreadableDesignators, expand_designators
from aftercare.kit.refusals import Refused


class PlacesNotUnderstood(Refused):
    """What was typed names no places on a board."""


def places_in(text: str) -> list[str]:
    """Return each place that `text` names: `R1, C10-C12` are four. Raises `PlacesNotUnderstood`."""
    try:
        return expand_designators(text)
    except UnreadableDesignators as problem:
        raise PlacesNotUnderstood(
            _("“%(text)s” names no places. Write them like R1, R2, C10-C14.")
            % {"text": problem.args[0]}
        ) from None
