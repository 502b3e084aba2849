"""A carrier that a person deals with: its table of prices is ours, its numbers are typed in."""

from collections.abc import Iterator
from decimal import Decimal
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.domain.shipping.ports import (
    CarrierAccess,
    CarrierCapabilities,
    CarrierRefused,
    Label,
    PickUpWish,
    Tracked,
)
from aftercare.domain.shipping.states import CarrierTrouble, Consignment, Money, Offer
from aftercare.kit.fields import FieldKind, SettingField

PRICE_LINE = (
    r"[^|]+\|\s*\d+\s*\|\s*\d+(\.\d{1,2})?\s*\|\s*\d+(\.\d{1,2})?\s*\|\s*\d+(\.\d+)?"
    r"(\s*\|\s*(points|hours)){0,2}"
)
GRAMS = 1000


class ManualCarrier:
    """Any carrier without a protocol: labels are bought at its counter or its own site."""

    capabilities = CarrierCapabilities(
        label=gettext_lazy("Carrier by hand"),
        icon="truck-delivery",
        about=gettext_lazy(
            "A carrier whose labels you get at its counter or its own site. You type in the number."
        ),
        fields=(
            SettingField(
                name="tracking_url",
                label=gettext_lazy("Address at which a parcel is shown"),
                help=gettext_lazy("{number} stands for the number of the parcel."),
                pattern=r"https://\S+",
            ),
            SettingField(
                name="currency",
                label=gettext_lazy("Currency of the prices"),
                pattern=r"[A-Z]{3}",
                help=gettext_lazy("Three letters, such as CNY or PHP."),
            ),
            SettingField(
                name="prices",
                label=gettext_lazy("Prices"),
                kind=FieldKind.LINES,
                pattern=PRICE_LINE,
                help=gettext_lazy(
                    "One service per line: name | days | price of the first kilogram | each further"
                    " kilogram | heaviest parcel in kilograms. “| points” at the end: it goes to"
                    " pick-up points; “| hours”: it comes at hours agreed on. Empty: it is not"
                    " proposed by itself."
                ),
            ),
        ),
        rates=True,
    )

    def rates(self, consignment: Consignment, access: CarrierAccess) -> list[Offer]:
        """Return what our own table of prices says."""
        currency = str(access.settings.get("currency", ""))
        return list(_offers(consignment, access, currency)) if currency else []

    def buy(self, offer: str, access: CarrierAccess) -> Label:
        """Refuse: a person gets the label."""
        raise _by_hand()

    def cancel(self, offer: str, access: CarrierAccess) -> None:
        """Refuse: a person asks the carrier."""
        raise _by_hand()

    def track(self, number: str, access: CarrierAccess) -> Tracked:
        """Refuse: a person looks."""
        raise _by_hand()

    def pick_up(self, wish: PickUpWish, access: CarrierAccess) -> str:
        """Refuse: a person calls."""
        raise _by_hand()

    def check(self, access: CarrierAccess) -> list[str]:
        """Return what an account lacks to be of use."""
        troubles = []
        template = str(access.settings.get("tracking_url", ""))
        if template and "{number}" not in template:
            troubles.append(_("The address says nowhere {number}: every parcel would lead there."))
        if access.settings.get("prices") and not access.settings.get("currency"):
            troubles.append(_("Say in which currency the prices are."))
        return troubles


def _by_hand() -> CarrierRefused:
    return CarrierRefused(CarrierTrouble.UNABLE, _("This is done with the carrier by hand."))


def _offers(consignment: Consignment, access: CarrierAccess, currency: str) -> Iterator[Offer]:
    for line in access.settings.get("prices", []):
        service, days, first, further, heaviest, *rest = (each.strip() for each in line.split("|"))
        kilograms = max(1, ceil((consignment.size.weight or 0) / GRAMS))
        price = Decimal(first) + (kilograms - 1) * Decimal(further)
        yield Offer(
            carrier=access.name,
            service=service,
            price=Money(price, currency),
            days=int(days),
            to_points="points" in rest,
            keeps_hours="hours" in rest,
            heaviest=int(Decimal(heaviest) * GRAMS),
        )
