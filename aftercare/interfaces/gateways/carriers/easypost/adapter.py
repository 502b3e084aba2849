"""
EasyPost as a carrier.

A shipment is made for each question for rates, and costs nothing; the label is bought of that
shipment by one of its rates. Shipment and rate are the name of our offer, kept before anything
is bought: who asks twice finds the label that the shipment has, and pays once.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any
from unicodedata import normalize

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
from aftercare.interfaces.gateways.carriers.easypost.calling import USUAL_URL, call, fetch_paper
from aftercare.interfaces.gateways.carriers.easypost.shapes import (
    address_as_told,
    expected_at_of,
    parcel_as_told,
    sightings_of,
    wish_as_told,
)
from aftercare.kit.fields import FieldKind, SettingField

SIGNATURE, PREFIX = "x-hmac-signature", "hmac-sha256-hex="
GIVEN_BACK = {"submitted", "refunded"}


class EasyPost:
    """Many carriers behind one account of ours."""

    capabilities = CarrierCapabilities(
        label=gettext_lazy("EasyPost"),
        icon="truck",
        about=gettext_lazy(
            "Rates, labels, tracking and pick-ups of many carriers by one account at easypost.com."
        ),
        fields=(
            SettingField(
                name="api_key",
                label=gettext_lazy("API key"),
                kind=FieldKind.SECRET,
                help=gettext_lazy("A test key buys nothing; a production key buys and costs."),
            ),
            SettingField(
                name="webhook_secret",
                label=gettext_lazy("Secret of the webhook"),
                kind=FieldKind.SECRET,
                help=gettext_lazy("Without it nothing that comes in is believed."),
            ),
            SettingField(
                name="url",
                label=gettext_lazy("Address of the service"),
                suggestions=((USUAL_URL, "EasyPost"),),
                pattern=r"https?://\S+",
                help=gettext_lazy("Empty: the usual one."),
            ),
            SettingField(
                name="accounts",
                label=gettext_lazy("Only these carrier accounts"),
                kind=FieldKind.LINES,
                pattern=r"ca_\w+",
                help=gettext_lazy("One per line, such as ca_1a2b. Empty: all of them."),
            ),
        ),
        rates=True,
        sells=True,
        sells_once=True,
        cancels=True,
        tracks=True,
        picks_up=True,
        is_signed=True,
    )

    def rates(self, consignment: Consignment, access: CarrierAccess) -> list[Offer]:
        """Ask all carriers of the account at once. Raises `CarrierRefused`."""
        shipment: dict[str, Any] = {
            "reference": consignment.reference,
            "from_address": address_as_told(consignment.sender),
            "to_address": address_as_told(consignment.recipient),
            "parcel": parcel_as_told(consignment.size),
        }
        if instructions := wish_as_told(consignment.wish):
            shipment["options"] = {"handling_instructions": instructions}
        if accounts := access.settings.get("accounts"):
            shipment["carrier_accounts"] = accounts
        made = call(access, "POST", "/shipments", {"shipment": shipment})
        offers = [_offer(made["id"], each) for each in made.get("rates", [])]
        if not offers and made.get("messages"):
            said = "; ".join(str(each.get("message", "")) for each in made["messages"])
            raise CarrierRefused(CarrierTrouble.CONTENT, said)
        return offers

    def buy(self, offer: str, access: CarrierAccess) -> Label:
        """Buy the label of a shipment, or return the one it has. Raises `CarrierRefused`."""
        shipment, _slash, rate = offer.partition("/")
        known = call(access, "GET", f"/shipments/{shipment}")
        if not known.get("postage_label"):
            known = _buy(shipment, rate, access)
        return _label(known)

    def cancel(self, offer: str, access: CarrierAccess) -> None:
        """Ask for the money of a label back. Raises `CarrierRefused`."""
        shipment = offer.partition("/")[0]
        if call(access, "GET", f"/shipments/{shipment}").get("refund_status") in GIVEN_BACK:
            return
        status = call(access, "POST", f"/shipments/{shipment}/refund").get("refund_status")
        if status not in GIVEN_BACK:
            raise CarrierRefused(
                CarrierTrouble.CONTENT,
                _("The carrier does not take the label back (%(why)s).") % {"why": status},
            )

    def track(self, number: str, access: CarrierAccess) -> Tracked:
        """Return what is known of the way of a parcel. Raises `CarrierRefused`."""
        found = call(access, "POST", "/trackers", {"tracker": {"tracking_code": number}})
        return _tracked(found)

    def pick_up(self, wish: PickUpWish, access: CarrierAccess) -> str:
        """Order the cheapest pick-up for some shipments. Raises `CarrierRefused`."""
        asked: dict[str, Any] = {
            "reference": wish.reference,
            "address": address_as_told(wish.address),
            "shipment": {"id": wish.offers[0].partition("/")[0]} if wish.offers else None,
            "min_datetime": wish.begins_at.isoformat(),
            "max_datetime": wish.ends_at.isoformat(),
            "instructions": wish.note,
        }
        made = call(access, "POST", "/pickups", {"pickup": asked})
        rates = sorted(made.get("pickup_rates", []), key=lambda each: Decimal(str(each["rate"])))
        if not rates:
            raise CarrierRefused(
                CarrierTrouble.UNABLE, _("The carrier does not pick up there in this window.")
            )
        chosen = {"carrier": rates[0]["carrier"], "service": rates[0]["service"]}
        bought = call(access, "POST", f"/pickups/{made['id']}/buy", chosen)
        return str(bought.get("confirmation") or made["id"])

    def check(self, access: CarrierAccess) -> list[str]:
        """Return what is wrong with an account: its key, its address, its secret."""
        troubles = []
        if not access.secrets.get("api_key"):
            return [_("Enter the API key first.")]
        try:
            call(access, "GET", "/trackers?page_size=1")
        except CarrierRefused as refused:
            troubles.append(refused.why)
        if not access.secrets.get("webhook_secret"):
            troubles.append(_("Without the secret of the webhook we hear nothing of the way."))
        return troubles

    def verify(self, raw: bytes, headers: Mapping[str, str], access: CarrierAccess) -> str:
        """Return why bytes that came in are not to be trusted; nothing, if they are."""
        secret = access.secrets.get("webhook_secret", "")
        given = {name.lower(): value for name, value in headers.items()}.get(SIGNATURE, "")
        if not secret:
            return "No secret is set up."
        right = PREFIX + hmac.digest(normalize("NFKD", secret).encode(), raw, sha256).hex()
        is_right = hmac.compare_digest(right.encode(), given.encode())
        return "" if is_right else "The signature is wrong."

    def parse(self, raw: bytes) -> list[Tracked]:
        """Read an event; those of other things than parcels tell nothing. Raises `ValueError`."""
        event = json.loads(raw)
        if not isinstance(event, dict):
            raise ValueError("An event is an object.")  # noqa: TRY004  # the port speaks of values
        result = event.get("result")
        if not isinstance(result, dict) or result.get("object") != "Tracker":
            return []
        return [_tracked(result)]


def _buy(shipment: str, rate: str, access: CarrierAccess) -> dict[str, Any]:
    try:
        return call(access, "POST", f"/shipments/{shipment}/buy", {"rate": {"id": rate}})
    except CarrierRefused as refused:
        # Somebody else may have bought it in this very moment.
        known = call(access, "GET", f"/shipments/{shipment}")
        if known.get("postage_label"):
            return known
        raise refused from None


def _offer(shipment: str, rate: Mapping[str, Any]) -> Offer:
    day = str(rate.get("delivery_date") or "")[:10]
    days = rate.get("delivery_days") or rate.get("est_delivery_days")
    return Offer(
        carrier=str(rate["carrier"]),
        service=str(rate["service"]),
        price=_money(rate),
        name=f"{shipment}/{rate['id']}",
        days=int(days) if days is not None else None,
        deliver_on=date.fromisoformat(day) if day else None,
    )


def _money(rate: Mapping[str, Any]) -> Money:
    try:
        return Money(Decimal(str(rate["rate"])), str(rate["currency"]))
    except (InvalidOperation, KeyError) as problem:
        raise CarrierRefused(CarrierTrouble.CONTENT, _("A rate has no price.")) from problem


def _label(shipment: Mapping[str, Any]) -> Label:
    paper, tracker = shipment.get("postage_label") or {}, shipment.get("tracker") or {}
    if not shipment.get("tracking_code"):
        raise CarrierRefused(CarrierTrouble.UNKNOWN, _("EasyPost answered without a number."))
    rate = shipment["selected_rate"]
    url = paper.get("label_pdf_url") or paper.get("label_url") or ""
    return Label(
        number=str(shipment["tracking_code"]),
        carrier_name=str(rate["carrier"]),
        service=str(rate["service"]),
        price=_money(rate),
        tracking_url=str(tracker.get("public_url") or ""),
        content=fetch_paper(url) if url else b"",
        expected_at=expected_at_of(tracker),
    )


def _tracked(tracker: Mapping[str, Any]) -> Tracked:
    return Tracked(
        number=str(tracker.get("tracking_code", "")),
        offer=f"{tracker['shipment_id']}/" if tracker.get("shipment_id") else "",
        sightings=sightings_of(tracker),
        expected_at=expected_at_of(tracker),
    )
