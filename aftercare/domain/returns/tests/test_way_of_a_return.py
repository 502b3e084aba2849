"""The tables of moves, walked at random: by the verbs, and past them in the database."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis.stateful import invariant

from aftercare.base.promises.models import Promise
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.returns.models import Arrival, Rma, RmaChange, RmaLine
from aftercare.domain.returns.operations.agreeing import (
    approve_return,
    cancel_return,
    drop_line,
    expire_return,
    refuse_return,
    reopen_return,
)
from aftercare.domain.returns.operations.deciding import (
    pay_line_back,
    return_line_as_is,
    scrap_line,
    send_line_back,
    take_back_decision,
)
from aftercare.domain.returns.operations.inspecting import inspect_line
from aftercare.domain.returns.operations.receiving import add_arrival, set_arrival_aside
from aftercare.domain.returns.states import (
    AWAITED,
    ENDED,
    LINE_MOVES,
    RMA_MOVES,
    ArrivalState,
    FoundAs,
    LineStatus,
    Outcome,
    RmaStatus,
)
from aftercare.domain.returns.tests.make import (
    MONDAY,
    announced,
    come,
    make_reel,
    make_return,
    make_returnable,
    photo,
)
from aftercare.domain.stock.models import Balance
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.tests.walking import Walk, by_the_table, let_through, walk


def rma_columns(status):
    return {
        "status": status,
        "approved_at": MONDAY,
        "expires_on": date(2026, 10, 28),
        "received_at": MONDAY,
        "ended_at": MONDAY if status in ENDED else None,
    }


def line_columns(status):
    decided = status in ("decided", "done")
    return {
        "status": status,
        "received": 0 if status in AWAITED else 1,
        "found": "as_claimed",
        "outcome": "as_is" if decided else "",
        "done_at": MONDAY if status == "done" else None,
    }


def test_the_database_knows_the_same_tables(db):
    rmas = Rma.objects.filter(pk=make_return().pk)
    lines = RmaLine.objects.filter(rma__in=rmas)

    assert let_through(rmas, RmaStatus, rma_columns) == by_the_table(RMA_MOVES)
    assert let_through(lines, LineStatus, line_columns) == by_the_table(LINE_MOVES)


VERBS = {
    "approve": lambda m, who: approve_return(m.rma, **who),
    "refuse": lambda m, who: refuse_return(m.rma, why="Too old", **who),
    "cancel": lambda m, who: cancel_return(m.rma, **who),
    "expire": lambda m, who: expire_return(m.rma, **who),
    "reopen": lambda m, who: reopen_return(
        m.rma, until=(who["at"] + timedelta(days=9)).date(), **who
    ),
    "drop": lambda m, who: drop_line(m.line, **who),
    "unit comes": lambda m, who: come(m.rma, m.unit, key=f"u{m.turn}"),
    "reel comes": lambda m, who: come(m.rma, m.reel, 1000, key=f"r{m.turn}"),
    "inspect": lambda m, who: inspect_line(
        m.line, found=FoundAs.NOT_OURS, words="Other", photos=[photo()], **who
    ),
    "as is": lambda m, who: return_line_as_is(m.line, why="Works", **who),
    "take back": lambda m, who: take_back_decision(m.line, **who),
    "send back": lambda m, who: send_line_back(m.line, **who),
    "scrap": lambda m, who: scrap_line(m.line, why="Burnt", proof=[photo()], **who),
    "refund": lambda m, who: pay_line_back(
        m.line, how=Outcome.REFUND, amount=Decimal(9), what_for="It", **who
    ),
    "add": lambda m, who: add_arrival(m.surprise(), **who),
    "set aside": lambda m, who: set_arrival_aside(m.surprise(), why="Shelf", **who),
}


class Counter(Walk):
    """Whoever calls whatever verb: a return and its lines go only where the tables lead."""

    verbs = VERBS

    def begin(self):
        shop = make_account()
        self.unit = make_returnable(account=shop)
        self.reel = make_reel(account=shop)
        lines = (announced(self.unit), announced(self.reel, 3000))
        self.rma = make_return(*lines, account=shop)
        self.came = Decimal(0)

    @property
    def line(self):
        """Take turns between the two lines."""
        return RmaLine.objects.filter(rma=self.rma).order_by("pk")[self.turn % 2]

    def surprise(self):
        found = Arrival.objects.filter(state=ArrivalState.OPEN).first()
        if found is None:
            raise Refused("Nothing came unexpected.")
        return found

    def kept(self):
        return Rma.objects.filter(pk=self.rma.pk).values().get()

    def done(self, verb):
        self.came += {"unit comes": 1, "reel comes": 1000}.get(verb, 0)

    @invariant()
    def it_went_along_the_arrows(self):
        kept = RmaChange.objects.filter(rma=self.rma).order_by("pk")
        went = list(kept.values_list("status", flat=True))
        assert all(after in RMA_MOVES[before] for before, after in pairwise(went))
        assert went[-1] == Rma.objects.get(pk=self.rma.pk).status

    @invariant()
    def nothing_that_came_is_lost(self):
        scanned = sum(Arrival.objects.values_list("quantity", flat=True))
        moved = Balance.objects.filter(place__kind="customer").values_list("quantity", flat=True)
        everywhere = Balance.objects.values_list("quantity", flat=True)
        assert scanned == self.came
        assert sum(everywhere) == 0
        assert -sum(moved) <= self.came

    @invariant()
    def what_has_ended_owes_nothing_and_waits_for_nothing(self):
        rma = Rma.objects.get(pk=self.rma.pk)
        owed = Promise.objects.filter(subject=str(ref(rma)), kept_at=None, withdrawn_at=None)
        lines = RmaLine.objects.filter(rma=rma).values_list("status", flat=True)
        if rma.status in ENDED:
            assert not owed.exists()
            assert LineStatus.EXPECTED not in lines
        if rma.status == RmaStatus.CLOSED:
            assert not Arrival.objects.filter(rma=rma, state=ArrivalState.OPEN).exists()


def test_a_return_goes_only_where_the_tables_lead(db):
    walk(Counter, examples=10, steps=16)
