"""How each carrier is set up for the test that all of them have to pass, and its other end."""

from contextlib import contextmanager

from aftercare.domain.shipping.ports import CarrierAccess
from aftercare.domain.shipping.tests.courier import Courier
from aftercare.interfaces.gateways.carriers.easypost.adapter import EasyPost
from aftercare.interfaces.gateways.carriers.manual import ManualCarrier
from aftercare.interfaces.gateways.carriers.tests.server import KEY, SECRET, carrier_server


class ManualDriver:
    kind, adapter = "manual", ManualCarrier
    prices = ["Land | 4 | 180 | 25 | 30", "Air | 1 | 420.50 | 90 | 20 | points"]
    settings = {"tracking_url": "https://road.example/{number}", "currency": "CNY"}

    @contextmanager
    def running(self):
        yield CarrierAccess("road", "manual", "Road", self.settings | {"prices": self.prices}, {})


class EasyPostDriver:
    kind, adapter = "easypost", EasyPost

    @contextmanager
    def running(self):
        with carrier_server() as self.server:
            secrets = {"api_key": KEY, "webhook_secret": SECRET}
            yield CarrierAccess("ep", "easypost", "EasyPost", self.server.settings, secrets)

    @property
    def paid(self):
        return self.server.charged


class CourierDriver:
    kind, adapter = "courier", Courier

    @contextmanager
    def running(self):
        for kept in (Courier.sold, Courier.refusals, Courier.given_back, Courier.paid):
            kept.clear()
        yield CarrierAccess("courier", "courier", "Courier", {}, {})

    @property
    def paid(self):
        return Courier.paid


DRIVERS = [ManualDriver, EasyPostDriver, CourierDriver]
