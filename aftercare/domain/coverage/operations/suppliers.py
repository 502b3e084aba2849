"""What suppliers guarantee us: written down and changed."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.models import Item
from aftercare.domain.coverage.events import SupplierGuaranteeRecorded
from aftercare.domain.coverage.models import SupplierGuarantee
from aftercare.domain.coverage.operations.contracts import DatesCross
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.customers.models import Account
from aftercare.domain.units.states import DateKind
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class NotOneThing(Refused):
    """A guarantee would be for an item and a class at once, or for neither."""


@dataclass(frozen=True, kw_only=True)
class GuaranteeTerms:
    """What a supplier bears, in percent, for how many months from which date of a unit."""

    clause: str
    starts: DateKind
    months: int
    parts: int = 100
    labor: int = 0
    freight: int = 0
    onsite: int = 0
    excludes: list[str] = field(default_factory=list)
    begins_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def record_supplier_guarantee(
    guarantee: SupplierGuarantee | None,
    *,
    supplier: Account,
    item: Item | None = None,
    item_class: str = "",
    terms: GuaranteeTerms,
    actor: Actor,
    at: datetime,
) -> SupplierGuarantee:
    """
    Write down what a supplier guarantees us for an item or a class, or change it.

    Decisions that were made keep what they were made from. Raises `NotOneThing`,
    `DatesCross`.
    """
    actor.must(CoveragePermission.AGREE)
    if (item is None) == (not item_class):
        raise NotOneThing(_("Name an item or a class of items, not both."))
    if terms.begins_on and terms.ends_on and terms.ends_on < terms.begins_on:
        raise DatesCross(_("It would end before it begins."))
    kept = SupplierGuarantee() if guarantee is None else guarantee
    kept.account, kept.item, kept.item_class = supplier, item, item_class
    for name, value in asdict(terms).items():
        setattr(kept, name, value)
    kept.save()
    recorded = SupplierGuaranteeRecorded(
        supplier_guarantee_id=kept.pk, account_id=supplier.pk, item_id=item.pk if item else None
    )
    announce(recorded, actor=actor, at=at)
    return kept
