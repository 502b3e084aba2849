"""A return to a supplier, walked at random: by the verbs, and past them in the database."""

from decimal import Decimal

from hypothesis.stateful import invariant

from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.returns.models import SupplierReturn, SupplierReturnLine
from aftercare.domain.returns.operations.suppliers import (
    ToSend,
    call_off_supplier_return,
    note_supplier_answer,
    open_supplier_return,
    send_to_supplier,
    take_back_supplier_answer,
)
from aftercare.domain.returns.queries import parcels_to_supplier, parts_for_suppliers
from aftercare.domain.returns.states import (
    FREE_AGAIN,
    SUPPLIER_MOVES,
    Answered,
    SupplierAnswer,
    SupplierReturnStatus,
)
from aftercare.domain.returns.tests.make import MONDAY, NOW, make_removed
from aftercare.domain.stock.models import Balance
from aftercare.domain.stock.tests.make import make_place
from aftercare.kit.actors import SYSTEM
from aftercare.kit.tests.walking import Walk, by_the_table, let_through, walk


def columns(status):
    ended = MONDAY if status in ("settled", "off") else None
    return {"status": status, "ended_at": ended, "sent_at": MONDAY, "their_number": "R-1"}


def test_the_database_knows_the_same_table(db):
    going = SupplierReturn.objects.create(
        code="RTS-1", supplier=make_account(), by="system:0", opened_at=MONDAY
    )
    rows = SupplierReturn.objects.filter(pk=going.pk)

    assert let_through(rows, SupplierReturnStatus, columns) == by_the_table(SUPPLIER_MOVES)


def answered(how, **given):
    return lambda m, who: note_supplier_answer(
        m.line, Answered(how, place_id=m.place.pk, **given), **who
    )


class Desk(Walk):
    """Whoever calls whatever verb: nothing goes twice, and the stock says what the answers say."""

    verbs = {
        "open": lambda m, who: open_supplier_return(ToSend(parts=m.parts), supplier=m.maker, **who),
        "send": lambda m, who: send_to_supplier(m.going, their_number="R-7", **who),
        "call off": lambda m, who: call_off_supplier_return(m.going, **who),
        "credit": answered(SupplierAnswer.CREDITED, amount=Decimal(2)),
        "replace": answered(SupplierAnswer.REPLACED),
        "send back": answered(SupplierAnswer.SENT_BACK, words="No"),
        "refuse": answered(SupplierAnswer.REFUSED, words="No"),
        "take back": lambda m, who: take_back_supplier_answer(m.line, **who),
    }

    def begin(self):
        first = make_removed()
        self.parts = [first, make_removed(first.order, designator="U18", number="2")]
        self.maker, self.place = make_account("Chips Inc."), make_place("A-02")
        open_supplier_return(ToSend(parts=self.parts), supplier=self.maker, **NOW)

    @property
    def going(self):
        return SupplierReturn.objects.order_by("-pk").first()

    @property
    def line(self):
        return SupplierReturnLine.objects.filter(
            supplier_return=self.going, number=1 + self.turn % 2
        ).get()

    def kept(self):
        rows = SupplierReturn.objects.order_by("pk"), Balance.objects.order_by("pk")
        return [list(each.values()) for each in rows]

    @invariant()
    def it_is_settled_when_all_is_answered(self):
        for going in SupplierReturn.objects.all():
            answers = [line.answer for line in going.lines.all()]
            assert (going.status == "settled") == (all(answers) and going.status != "off")
            assert (going.ended_at is not None) == (going.status in ("settled", "off"))
            assert parcels_to_supplier(going).count() == (going.sent_at is not None)

    @invariant()
    def the_stock_says_what_the_answers_say(self):
        lines = SupplierReturnLine.objects.exclude(supplier_return__sent_at=None)
        gone = lines.exclude(answer__in=FREE_AGAIN).count()
        new = lines.filter(answer=SupplierAnswer.REPLACED).count()
        waits = Balance.objects.get(place__code__startswith="TO-SUPPLIER").quantity
        shelf = Balance.objects.filter(place=self.place).first()
        assert (waits, shelf.quantity if shelf else 0) == (2 - gone, new)

    @invariant()
    def what_is_on_no_return_waits(self):
        busy = SupplierReturnLine.objects.exclude(answer__in=FREE_AGAIN).count()
        assert parts_for_suppliers(SYSTEM).count() == 2 - busy


def test_whatever_is_done_nothing_goes_to_a_supplier_twice(db):
    walk(Desk, examples=8, steps=14)
