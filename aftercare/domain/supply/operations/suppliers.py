"""Who sells to us, on which terms, for how much, and which spares contracts give us."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.queries import is_currency
from aftercare.domain.customers.models import Account
from aftercare.domain.supply.events import SparesShareChanged, SupplierChanged, SupplierPriceChanged
from aftercare.domain.supply.models import SparesShare, Supplier, SupplierPrice
from aftercare.domain.supply.permissions import SupplyPermission
from aftercare.domain.supply.states import Offered, Terms
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class TermsCannotBe(Refused):
    """A currency has three letters, a price and a share are more than nothing."""


@transaction.atomic
def save_supplier(account: Account, *, terms: Terms, actor: Actor, at: datetime) -> Supplier:
    """Let an account be a supplier of ours, on these terms. Raises `TermsCannotBe`."""
    actor.must(SupplyPermission.SET_UP)
    currency = terms.currency.strip().upper()
    if not is_currency(currency):
        raise TermsCannotBe(_("Write the currency in three letters, such as USD."))
    supplier, _is_new = Supplier.objects.update_or_create(
        account=account,
        defaults={
            "currency": currency,
            "lead_days": terms.lead_days,
            "conditions": terms.conditions.strip()[:200],
            "retired": False,
        },
        create_defaults={
            "currency": currency,
            "lead_days": terms.lead_days,
            "conditions": terms.conditions.strip()[:200],
            "since": at,
        },
    )
    _announce_supplier(supplier, actor, at)
    return supplier


@transaction.atomic
def retire_supplier(supplier: Supplier, *, actor: Actor, at: datetime) -> None:
    """Buy nothing more of a supplier; what was ordered stays."""
    actor.must(SupplyPermission.SET_UP)
    Supplier.objects.filter(pk=supplier.pk).update(retired=True)
    _announce_supplier(supplier, actor, at)


def _announce_supplier(supplier: Supplier, actor: Actor, at: datetime) -> None:
    changed = SupplierChanged(supplier_id=supplier.pk, account_id=supplier.account_id)
    announce(changed, actor=actor, at=at)


@transaction.atomic
def set_supplier_price(
    supplier: Supplier, item: Item, *, offered: Offered, actor: Actor, at: datetime
) -> SupplierPrice:
    """Say what a supplier asks for an item from so many on, in packs. Raises `TermsCannotBe`."""
    actor.must(SupplyPermission.SET_UP)
    currency = offered.currency.strip().upper()
    least = min(offered.from_quantity, offered.pack)
    if not is_currency(currency) or offered.unit_price < 0 or least <= 0:
        raise TermsCannotBe(
            _("A price has a currency of three letters, and holds from one piece or more on.")
        )
    price, is_new = SupplierPrice.objects.update_or_create(
        supplier=supplier,
        item=item,
        kind=offered.kind,
        currency=currency,
        from_quantity=offered.from_quantity,
        defaults={
            "unit_price": offered.unit_price,
            "pack": offered.pack,
            "lead_days": offered.lead_days,
            "their_number": offered.their_number.strip()[:80],
        },
    )
    _announce_price(price, "added" if is_new else "corrected", actor, at)
    return price


@transaction.atomic
def remove_supplier_price(price: SupplierPrice, *, actor: Actor, at: datetime) -> None:
    """Take back what a supplier asks for an item."""
    actor.must(SupplyPermission.SET_UP)
    SupplierPrice.objects.filter(pk=price.pk).delete()
    _announce_price(price, "removed", actor, at)


def _announce_price(price: SupplierPrice, change: str, actor: Actor, at: datetime) -> None:
    changed = SupplierPriceChanged(price.supplier_id, price.item_id, change)
    announce(changed, actor=actor, at=at)


@transaction.atomic
def agree_on_spares(
    supplier: Supplier, item: Item, *, percent: Decimal, clause: str, actor: Actor, at: datetime
) -> SparesShare:
    """
    Say how many spares of an item go with each hundred of mass production, and by which clause.

    Raises `TermsCannotBe`.
    """
    actor.must(SupplyPermission.SET_UP)
    if percent <= 0 or not clause.strip():
        raise TermsCannotBe(_("Give the share, and the clause of the contract that grants it."))
    share, _is_new = SparesShare.objects.update_or_create(
        supplier=supplier, item=item, defaults={"percent": percent, "clause": clause.strip()[:120]}
    )
    changed = SparesShareChanged(supplier_id=supplier.pk, item_id=item.pk)
    announce(changed, actor=actor, at=at)
    return share
