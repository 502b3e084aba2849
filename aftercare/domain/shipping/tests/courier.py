"""A carrier in memory that can all that carriers can; what it sold, it sold once an offer."""

from decimal import Decimal

from aftercare.domain.shipping.ports import CarrierCapabilities, Label
from aftercare.domain.shipping.states import Money, Offer


class Courier:
    """Its other end: `sold` is what it sold, `refusals` what it says first."""

    capabilities = CarrierCapabilities(
        label="Courier", rates=True, sells=True, sells_once=True, cancels=True, tracks=True
    )
    sold, refusals, given_back, paid = {}, [], [], []
    asked, ways = [], {}
    """Of which parcels we wanted to know the way, and what it says of each."""
    dies = []
    """Called after a label was sold and before we hear of it."""

    def rates(self, consignment, access):
        if self.refusals:
            raise self.refusals.pop(0)
        name = consignment.reference
        return [
            Offer("Courier", "Road", Money(Decimal(180), "PHP"), f"{name}/road", days=4),
            Offer("Courier", "Air", Money(Decimal(420), "PHP"), f"{name}/air", days=1),
        ]

    def buy(self, offer, access):
        if self.refusals:
            raise self.refusals.pop(0)
        if offer not in self.sold:
            self.paid.append(offer)
            number = f"CO{len(self.sold):08}"
            price = Money(Decimal(180), "PHP")
            self.sold[offer] = Label(number, "Courier", "Road", price, content=b"%PDF-1.4 label")
        if self.dies:
            self.dies.pop(0)()
        return self.sold[offer]

    def cancel(self, offer, access):
        if self.refusals:
            raise self.refusals.pop(0)
        self.given_back.append(offer)

    def track(self, number, access):
        self.asked.append(number)
        if self.refusals:
            raise self.refusals.pop(0)
        return self.ways[number]

    def check(self, access):
        return []


class Slow(Courier):
    """The same, but whoever asks twice pays twice."""

    capabilities = CarrierCapabilities(label="Slow", rates=True, sells=True)
