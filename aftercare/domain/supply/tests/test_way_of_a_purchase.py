"""The table of moves, walked at random: by the verbs, and past them in the database."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis.stateful import invariant

from aftercare.base.promises.models import Promise
from aftercare.domain.stock.models import Balance
from aftercare.domain.supply.models import PurchaseChange, PurchaseLine, PurchaseOrder
from aftercare.domain.supply.operations.orders import (
    cancel_purchase,
    close_purchase,
    edit_draft,
    place_order,
    request_purchase,
    send_request_back,
)
from aftercare.domain.supply.operations.receiving import confirm_purchase
from aftercare.domain.supply.states import ENDED, PURCHASE_MOVES, PurchaseStatus
from aftercare.domain.supply.tests.make import MONDAY, come, make_draft, make_ordered, wanted
from aftercare.kit.refs import ref
from aftercare.kit.tests.walking import Walk, by_the_table, let_through, walk


def columns(status):
    ended = MONDAY if status in ENDED else None
    return {"status": status, "ended_at": ended, "confirmed_on": date(2026, 10, 12)}


def test_the_database_knows_the_same_table(db):
    rows = PurchaseOrder.objects.filter(pk=make_ordered().pk)

    assert let_through(rows, PurchaseStatus, columns) == by_the_table(PURCHASE_MOVES)


VERBS = {
    "edit": lambda m, who: edit_draft(
        m.order, supplier=m.order.supplier, lines=[wanted()], site=m.order.site, **who
    ),
    "request": lambda m, who: request_purchase(m.order, **who),
    "send back": lambda m, who: send_request_back(m.order, why="Too dear", **who),
    "order": lambda m, who: place_order(m.order, **who),
    "confirm": lambda m, who: confirm_purchase(
        m.order, on=(who["at"] + timedelta(days=9)).date(), reason="They say", **who
    ),
    "some come": lambda m, who: come(m.order, 4, key=f"k{m.turn}", at=who["at"]),
    "all come": lambda m, who: come(m.order, 10, key=f"k{m.turn}", at=who["at"]),
    "come again": lambda m, who: come(m.order, 4, key=f"k{m.turn - 1}", at=who["at"]),
    "cancel": lambda m, who: cancel_purchase(m.order, why="Not needed", **who),
    "close": lambda m, who: close_purchase(m.order, why="They have no more", **who),
}


class Buyer(Walk):
    """Whoever calls whatever verb: an order goes only where the table leads."""

    verbs = VERBS

    def begin(self):
        self.order = make_draft()

    def kept(self):
        return PurchaseOrder.objects.filter(pk=self.order.pk).values().get()

    def done(self, verb):
        self.order.refresh_from_db()

    @invariant()
    def it_went_along_the_arrows(self):
        kept = PurchaseChange.objects.filter(order=self.order).order_by("pk")
        went = list(kept.values_list("status", flat=True))
        assert all(after in PURCHASE_MOVES[before] for before, after in pairwise(went))
        assert went[-1] == self.order.status

    @invariant()
    def what_was_received_lies_in_stock(self):
        came = sum(PurchaseLine.objects.filter(order=self.order).values_list("received", flat=True))
        here = Balance.objects.filter(place__kind="bin").values_list("quantity", flat=True)
        assert came == sum(here, Decimal(0)) <= 10

    @invariant()
    def what_has_ended_is_owed_no_more(self):
        owed = Promise.objects.filter(subject=str(ref(self.order)), kept_at=None, withdrawn_at=None)
        assert not (self.order.status in ENDED and owed.exists())


def test_a_purchase_goes_only_where_the_table_leads(db):
    walk(Buyer, examples=10, steps=16)
