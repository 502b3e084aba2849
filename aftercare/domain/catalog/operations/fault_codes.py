"""The words in which faults are noted: symptoms, faults, causes, actions."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.events import FaultCodeChanged
from aftercare.domain.catalog.models import FaultCode
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.policies.numbers import is_item_class
from aftercare.domain.catalog.steps import correct
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class FaultCodeIncomplete(Refused):
    """A code needs its letters and a name."""


class WrongPlaceInTree(Refused):
    """A code stands below one of its own kind, and not below itself."""


@transaction.atomic
def save_fault_code(
    *,
    code: str,
    kind: str,
    name: str,
    names: Mapping[str, str] | None = None,
    parent: FaultCode | None = None,
    item_class: str = "",
    actor: Actor,
    at: datetime,
) -> FaultCode:
    """
    Take a symptom, fault, cause or action into its tree, or correct and move it by its code.

    Said twice, the second time changes nothing. Raises `FaultCodeIncomplete`,
    `WrongPlaceInTree`.
    """
    actor.must(CatalogPermission.SET_UP)
    code = code.strip().upper()
    if not code or not name.strip() or (item_class and not is_item_class(item_class)):
        raise FaultCodeIncomplete(
            _("A fault code needs a code and a name; its class is written like television.lcd.")
        )
    told = {"kind": kind, "name": name.strip(), "parent": parent, "item_class": item_class}
    known = FaultCode.objects.select_for_update().filter(code=code).first()
    fault = known or FaultCode(code=code)
    _must_stand_well(fault, kind, parent)
    said = {tag: text.strip() for tag, text in (names or {}).items() if text.strip()}
    if correct(fault, told | {"names": said}):
        fault.save()
        change = "changed" if known else "added"
        announce(FaultCodeChanged(fault.pk, change), actor=actor, at=at)
    return fault


@transaction.atomic
def retire_fault_code(fault: FaultCode, *, actor: Actor, at: datetime) -> None:
    """Offer a code, and those below it, no longer; where it was noted it stays."""
    actor.must(CatalogPermission.SET_UP)
    FaultCode.objects.filter(pk__in=_with_those_below(fault)).update(retired=True)
    announce(FaultCodeChanged(fault.pk, "retired"), actor=actor, at=at)


@transaction.atomic
def restore_fault_code(fault: FaultCode, *, actor: Actor, at: datetime) -> None:
    """Offer a code again, with those it stands below."""
    actor.must(CatalogPermission.SET_UP)
    FaultCode.objects.filter(pk__in=[each.pk for each in _with_those_above(fault)]).update(
        retired=False
    )
    announce(FaultCodeChanged(fault.pk, "restored"), actor=actor, at=at)


def _must_stand_well(fault: FaultCode, kind: str, parent: FaultCode | None) -> None:
    above = _with_those_above(parent) if parent else []
    if (parent and parent.kind != kind) or (fault.pk and fault.pk in [each.pk for each in above]):
        raise WrongPlaceInTree(
            _("Put it below a code of the same kind that does not stand below it.")
        )
    if fault.pk and fault.kind != kind and FaultCode.objects.filter(parent=fault).exists():
        raise WrongPlaceInTree(_("Other codes stand below it, so it stays what it is."))


def _with_those_above(fault: FaultCode) -> list[FaultCode]:
    found, above = [fault], fault.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found


def _with_those_below(fault: FaultCode) -> list[int]:
    found, level = [fault.pk], [fault.pk]
    while level:
        level = list(FaultCode.objects.filter(parent__in=level).values_list("pk", flat=True))
        found += level
    return found
