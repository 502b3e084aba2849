"""Counts and reservations, walked at random: by their verbs, in whatever order."""

from decimal import Decimal

from hypothesis.stateful import invariant

from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.stock.models import Balance, CountLine, Movement, Reservation, StockCount
from aftercare.domain.stock.operations.counting import (
    approve_count,
    begin_count,
    hand_in_count,
    note_counted,
    reject_count,
)
from aftercare.domain.stock.operations.moving import issue_goods
from aftercare.domain.stock.operations.reserving import (
    change_reservation,
    expire_reservation,
    release_reservation,
    reserve_goods,
)
from aftercare.domain.stock.states import COUNT_MOVES, Goods, Line, ReservationStatus
from aftercare.domain.stock.tests.make import HOUR, make_places, make_stock
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused
from aftercare.kit.tests.walking import Walk, walk

MAY = frozenset({"stock.count", "stock.approve", "stock.move"})
BEN, LIZA = Actor("user", 1, "Ben", MAY), Actor("user", 2, "Liza", MAY)


def issue(m, who):
    """Take two off the shelf for the document of this turn."""
    return issue_goods(
        [Line(Goods(m.item.pk), Decimal(2), key=f"i{m.turn}")],
        source=m.places["bin"],
        target=m.places["customer"],
        document=m.document,
        **who,
    )


def by(person, verb, **given):
    """Return a verb of counting done by somebody."""
    return lambda m, who: verb(m.count, **given, actor=person, at=who["at"])


def decided(person, verb):
    return lambda m, who: verb(
        m.count,
        reason="Cycle",
        actor=person,
        at=who["at"],
        **({"outside": m.places["outside"]} if verb is approve_count else {}),
    )


class Counter(Walk):
    """Whoever counts, hands in and approves: what is there is what was counted, and what moved."""

    verbs = {
        "begin": lambda m, who: begin_count(m.places["bin"], actor=BEN, at=who["at"]),
        "ben notes": lambda m, who: note_counted(
            m.count, Goods(m.item.pk), quantity=Decimal(m.turn % 9), actor=BEN, at=who["at"]
        ),
        "liza notes": lambda m, who: note_counted(
            m.count, Goods(m.item.pk), quantity=Decimal(1), actor=LIZA, at=who["at"]
        ),
        "hand in": by(BEN, hand_in_count),
        "own approval": decided(BEN, approve_count),
        "approve": decided(LIZA, approve_count),
        "reject": decided(LIZA, reject_count),
        "issue": issue,
    }

    def begin(self):
        self.item, self.places = make_part("PB-100"), make_places()
        make_stock(self.item, 40, to=self.places["bin"], source=self.places["supplier"])
        self.document = Ref("case", 1)

    @property
    def count(self):
        found = StockCount.objects.order_by("-pk").first()
        if found is None:
            raise Refused("Nothing is counted.")
        return found

    def kept(self):
        tables = (StockCount, CountLine, Balance)
        return [list(each.objects.order_by("pk").values()) for each in tables]

    @invariant()
    def one_count_of_a_place_is_open_and_ends_once(self):
        open_ones = [each for each in StockCount.objects.all() if COUNT_MOVES[each.status]]
        assert len(open_ones) <= 1
        assert all(
            (each.decided_at is None) == bool(COUNT_MOVES[each.status])
            for each in StockCount.objects.all()
        )

    @invariant()
    def only_approved_differences_are_posted(self):
        approved = CountLine.objects.filter(count__status="approved")
        differences = sum((each.counted - each.expected for each in approved), Decimal(0))
        moved = Movement.objects.filter(kind="counted").select_related("target")
        signs = {True: 1, False: -1}
        posted = sum(each.quantity * signs[each.target.is_ours] for each in moved)
        assert posted == differences
        assert sum(Balance.objects.values_list("quantity", flat=True)) == 0


def test_whoever_counts_the_ledger_says_what_was_approved(db):
    walk(Counter, examples=6, steps=12)


class Keeper(Walk):
    """Whoever reserves, releases, lets expire and issues: what is reserved is there."""

    verbs = {
        "reserve": lambda m, who: m.reserve(**who),
        "reserve more": lambda m, who: m.reserve(quantity=5, **who),
        "urgent": lambda m, who: m.reserve(quantity=4, priority=9, **who),
        "release": lambda m, who: release_reservation(m.held, **who),
        "expire": lambda m, who: expire_reservation(m.held, **who),
        "put off": lambda m, who: change_reservation(
            m.held, priority=m.turn % 10, expires_at=who["at"] + 5 * HOUR, **who
        ),
        "issue": issue,
    }

    def begin(self):
        self.item, self.places = make_part("PB-100"), make_places()
        make_stock(self.item, 12, to=self.places["bin"], source=self.places["supplier"])

    @property
    def document(self):
        return Ref("case", 1 + self.turn % 3)

    @property
    def held(self):
        found = Reservation.objects.order_by("pk")
        if not found:
            raise Refused("Nothing is reserved.")
        return found[self.turn % len(found)]

    def reserve(self, *, quantity=2, **given):
        return reserve_goods(
            self.item,
            quantity=Decimal(quantity),
            site_id=self.places["bin"].site_id,
            document=self.document,
            line=str(self.turn % 4),
            **given,
        )

    def kept(self):
        return [list(each.objects.order_by("pk").values()) for each in (Reservation, Balance)]

    @invariant()
    def what_is_reserved_is_there_and_somebodys(self):
        for row in Balance.objects.filter(item=self.item):
            held = Reservation.objects.filter(balance=row, status=ReservationStatus.HELD)
            assert row.reserved == sum((each.quantity - each.used for each in held), Decimal(0))
            assert row.reserved <= max(row.quantity, 0)

    @invariant()
    def what_has_ended_holds_nothing(self):
        for row in Reservation.objects.all():
            assert row.used <= row.quantity
            assert row.status != ReservationStatus.USED or row.used == row.quantity


def test_whoever_reserves_nothing_is_promised_twice(db):
    walk(Keeper, examples=6, steps=12)
