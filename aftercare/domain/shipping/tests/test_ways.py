"""Parcels and the labels bought for them, walked at random: by their verbs, in whatever order."""

from hypothesis.stateful import invariant

from aftercare.base.promises.models import Promise
from aftercare.domain.shipping.models import LabelPurchase, Parcel
from aftercare.domain.shipping.operations.labels import (
    keep_rates,
    note_label_bought,
    note_label_given_back,
    note_label_refused,
    note_own_label,
    order_label,
    try_label_again,
)
from aftercare.domain.shipping.operations.parcels import cancel_parcel, pack_parcel, report_parcel
from aftercare.domain.shipping.ports import CarrierRefused, Label, ask_carriers
from aftercare.domain.shipping.queries import access_of, consignment_of
from aftercare.domain.shipping.states import (
    CLOSED,
    HOLDS_PARCEL,
    MOVES,
    CarrierTrouble,
    Money,
    OwnLabel,
    ParcelStatus,
    PurchaseStatus,
)
from aftercare.domain.shipping.steps import claim_purchase
from aftercare.domain.shipping.tests.make import make_carrier, make_parcel
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused
from aftercare.kit.tests.walking import BEGIN, Walk, walk

BOUGHT = Label("CO1", "Courier", "Standard", Money(180, "PHP"), content=b"%PDF-1.4 label")
OWN = OwnLabel("Road Runner", "RR1", price=Money(90, "PHP"))


def told(trouble):
    return lambda m, who: note_label_refused(m.purchase, CarrierRefused(trouble, "Down"), **who)


def says(status):
    return lambda m, who: report_parcel(m.parcel, status, words="They say", **who)


def onward():
    """Return where a parcel may have got to from each status, by one step or several."""
    reached = {status: {status, *after} for status, after in MOVES.items()}
    for _step in MOVES:
        reached = {
            status: set().union(*(reached[each] for each in after))
            for status, after in reached.items()
        }
    return reached


class Door(Walk):
    """Whoever calls whatever verb: a parcel has one label, and goes only where the table leads."""

    verbs = {
        "order": lambda m, who: order_label(m.rate, **who),
        "own label": lambda m, who: note_own_label(m.parcel, OWN, **who),
        "ask": lambda m, who: claim_purchase(m.purchase, at=who["at"]),
        "bought": lambda m, who: note_label_bought(m.purchase, BOUGHT, **who),
        "down": told(CarrierTrouble.TEMPORARY),
        "unable": told(CarrierTrouble.UNABLE),
        "unknown": told(CarrierTrouble.UNKNOWN),
        "again": lambda m, who: try_label_again(m.purchase, **who),
        "given back": lambda m, who: note_label_given_back(m.purchase, **who),
        "not given back": lambda m, who: note_label_given_back(m.purchase, trouble="No", **who),
        "cancel": lambda m, who: cancel_parcel(m.parcel, **who),
        "pack": lambda m, who: pack_parcel(m.parcel, **who),
        "collected": says(ParcelStatus.COLLECTED),
        "delivered": says(ParcelStatus.DELIVERED),
        "lost": says(ParcelStatus.LOST),
    }
    leads = onward()

    def begin(self):
        self.parcel = make_parcel()
        answers = ask_carriers(consignment_of(self.parcel, at=BEGIN), [access_of(make_carrier())])
        self.rate = keep_rates(self.parcel, answers, actor=SYSTEM, at=BEGIN)[0]
        self.was = ParcelStatus.DRAFT

    @property
    def purchase(self):
        found = LabelPurchase.objects.order_by("-pk").first()
        if found is None:
            raise Refused("No label is bought.")
        return found

    def kept(self):
        return [list(each.objects.order_by("pk").values()) for each in (Parcel, LabelPurchase)]

    @invariant()
    def it_went_along_the_arrows(self):
        self.parcel.refresh_from_db()
        assert self.parcel.status in self.leads[self.was]
        assert (self.parcel.closed_at is not None) == (self.parcel.status in CLOSED)
        self.was = self.parcel.status

    @invariant()
    def one_label_at_most_is_bought_and_lies_on_the_parcel(self):
        states = list(LabelPurchase.objects.values_list("status", flat=True))
        assert sum(each in HOLDS_PARCEL for each in states) <= 1
        if PurchaseStatus.BOUGHT in states:
            assert self.parcel.number == BOUGHT.number
        if self.parcel.status == ParcelStatus.LABELED:
            assert self.parcel.number in {BOUGHT.number, OWN.number}

    @invariant()
    def what_has_ended_is_promised_no_more(self):
        owed = Promise.objects.filter(subject=str(ref(self.parcel)), kept_at=None)
        assert self.parcel.status not in CLOSED or not owed.filter(withdrawn_at=None).exists()


def test_whatever_is_told_a_parcel_has_one_label_and_one_way(db):
    walk(Door, examples=6, steps=16)
