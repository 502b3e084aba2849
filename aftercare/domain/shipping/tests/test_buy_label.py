from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.domain.shipping.jobs import buy_label, get_label, give_label_back, look_after_labels
from aftercare.domain.shipping.models import CarrierRate, LabelPurchase
from aftercare.domain.shipping.operations.labels import (
    AddressIncomplete,
    LabelIsThere,
    NumberMissing,
    keep_rates,
    note_own_label,
    order_label,
    try_label_again,
)
from aftercare.domain.shipping.operations.parcels import cancel_parcel, change_parcel
from aftercare.domain.shipping.ports import CarrierRefused, ask_carriers
from aftercare.domain.shipping.queries import access_of, consignment_of, open_purchase, rates_of
from aftercare.domain.shipping.states import (
    CarrierTrouble,
    OwnLabel,
    ParcelFacts,
    ParcelWay,
    PostalAddress,
)
from aftercare.domain.shipping.steps import LabelIsBeingBought
from aftercare.domain.shipping.tests.courier import Courier
from aftercare.domain.shipping.tests.make import (
    FACTS,
    MONDAY,
    OURS,
    make_carrier,
    make_labeled,
    make_parcel,
    make_purchase,
)
from aftercare.kit.actors import SYSTEM

GIVEN = {"actor": SYSTEM, "at": MONDAY}


class Killed(BaseException):
    """A worker that is shot takes nothing back and says nothing."""


def die():
    raise Killed


def buy(purchase):
    buy_label.func(purchase_id=purchase.pk)
    purchase.refresh_from_db()
    purchase.parcel.refresh_from_db()
    return purchase


def later_than_its_lease(purchase):
    LabelPurchase.objects.filter(pk=purchase.pk).update(tried_at=MONDAY)


def test_a_label_is_bought_kept_and_paid_once_though_its_job_comes_twice(db):
    parcel = make_parcel()
    purchase = make_purchase(parcel, make_carrier())

    buy(purchase)
    buy(purchase)

    parcel.refresh_from_db()
    assert (parcel.status, parcel.number, str(parcel.price)) == ("labeled", "CO00000000", "180.00")
    with parcel.label.open() as label:
        assert label.read() == b"%PDF-1.4 label"
    assert len(Courier.paid) == 1


def test_a_worker_killed_between_bought_and_noted_never_buys_twice(db):
    purchase = make_purchase(make_parcel(), make_carrier())
    Courier.dies.append(die)
    with pytest.raises(Killed):
        buy(purchase)

    buy(purchase)  # the job comes again at once: the other may still be at it
    assert purchase.parcel.status == "draft"
    later_than_its_lease(purchase)
    look_after_labels.func(timestamp=0)
    again = ProcrastinateJob.objects.filter(task_name="shipping.buy_label").latest("id")
    buy_label.func(**again.args)

    purchase.refresh_from_db()
    purchase.parcel.refresh_from_db()
    assert (purchase.status, purchase.parcel.number) == ("bought", "CO00000000")
    assert len(Courier.paid) == 1


def test_several_workers_at_once_buy_once(transactional_db):
    purchase = make_purchase(make_parcel(), make_carrier())
    together = Barrier(4)

    def work():
        together.wait()
        buy_label.func(purchase_id=purchase.pk)
        connection.close()

    threads = [Thread(target=work) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    purchase.refresh_from_db()
    assert (purchase.status, len(Courier.paid)) == ("bought", 1)


@pytest.mark.parametrize(
    ("kind", "trouble", "expected"),
    [
        ("courier", CarrierTrouble.RATE, "wanted"),
        ("courier", CarrierTrouble.UNKNOWN, "wanted"),
        ("slow", CarrierTrouble.UNKNOWN, "unsure"),
        ("courier", CarrierTrouble.CONTENT, "refused"),
        ("courier", CarrierTrouble.AUTH, "refused"),
    ],
)
def test_what_passes_is_tried_again_and_what_nobody_knows_only_where_it_is_safe(
    db, kind, trouble, expected
):
    purchase = make_purchase(make_parcel(), make_carrier(kind=kind))
    Courier.refusals.append(CarrierRefused(trouble, "No"))

    buy(purchase)

    assert (purchase.status, purchase.trouble) == (expected, "No")
    assert purchase.parcel.status == "draft"
    if expected == "unsure":
        with pytest.raises(LabelIsThere):
            order_label(purchase.rate, **GIVEN)
        try_label_again(purchase, **GIVEN)
        assert buy(purchase).status == "bought"


def test_a_carrier_that_never_answers_is_given_up(db):
    purchase = make_purchase(make_parcel(), make_carrier())
    for _each in range(8):
        Courier.refusals.append(CarrierRefused(CarrierTrouble.TEMPORARY, "Down"))
        buy(purchase)

    assert purchase.status == "refused"
    again = make_purchase(purchase.parcel, purchase.rate.account, at=MONDAY + timedelta(hours=1))
    assert again.pk != purchase.pk


def test_a_parcel_has_one_label_whatever_the_code_does(db):
    purchase = make_purchase(make_parcel(), make_carrier())

    with pytest.raises(LabelIsThere):
        order_label(purchase.rate, **GIVEN)
    with pytest.raises(LabelIsThere):
        note_own_label(purchase.parcel, OwnLabel("Road", "1"), **GIVEN)
    with pytest.raises(LabelIsBeingBought):
        change_parcel(purchase.parcel, FACTS, **GIVEN)
    with pytest.raises(LabelIsBeingBought):
        cancel_parcel(purchase.parcel, **GIVEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        LabelPurchase.objects.create(
            parcel=purchase.parcel, rate=purchase.rate, by="user:1", at=MONDAY
        )


def test_nothing_is_bought_for_half_an_address(db):
    nowhere = ParcelFacts(OURS, PostalAddress(name="Marisol"))

    with pytest.raises(AddressIncomplete):
        make_purchase(make_parcel(facts=nowhere), make_carrier())

    assert not LabelPurchase.objects.exists()


def test_a_label_that_is_given_back_cancels_the_parcel_once_the_carrier_agrees(db):
    purchase = buy(make_purchase(make_parcel(), make_carrier()))
    cancel_parcel(purchase.parcel, **GIVEN)
    Courier.refusals.append(CarrierRefused(CarrierTrouble.CONTENT, "It was scanned already"))

    give_label_back.func(purchase_id=purchase.pk)
    purchase.refresh_from_db()
    assert (purchase.status, purchase.trouble) == ("bought", "It was scanned already")

    cancel_parcel(purchase.parcel, **GIVEN)
    give_label_back.func(purchase_id=purchase.pk)
    give_label_back.func(purchase_id=purchase.pk)
    purchase.parcel.refresh_from_db()
    assert purchase.parcel.status == "cancelled"
    assert len(Courier.given_back) == 1


def test_every_candidate_is_kept_with_why_or_why_not(db):
    parcel, one, other = make_parcel(), make_carrier(), make_carrier("deaf")
    Courier.refusals.append(CarrierRefused(CarrierTrouble.TEMPORARY, "No answer in time"))

    answers = ask_carriers(consignment_of(parcel, at=MONDAY), [access_of(one)])
    answers += ask_carriers(consignment_of(parcel, at=MONDAY), [access_of(other)])
    keep_rates(parcel, answers, **GIVEN)

    assert [(each.service, each.suits) for each in rates_of(parcel)] == [
        ("Road", True),
        ("Air", True),
        ("", False),
    ]
    assert rates_of(parcel)[2].reasons == [{"code": "no_answer", "value": "No answer in time"}]
    assert CarrierRate.objects.count() == 3


def test_a_label_somebody_wants_is_bought_by_itself(db):
    parcel = make_parcel(ParcelWay.IN)
    make_carrier()

    get_label.func(parcel_id=parcel.pk)
    buy(open_purchase(parcel))

    parcel.refresh_from_db()
    assert (parcel.status, parcel.service) == ("labeled", "Road")


def test_a_label_somebody_brings_says_whose_it_is_and_leads_there(db):
    account = make_carrier(settings={"tracking_url": "https://road.example/t?n={number}"})
    parcel = make_parcel()

    with pytest.raises(NumberMissing):
        note_own_label(parcel, OwnLabel("", ""), account=account, **GIVEN)
    note_own_label(parcel, OwnLabel("", "A 1/2"), account=account, **GIVEN)

    parcel.refresh_from_db()
    assert parcel.tracking_url == "https://road.example/t?n=A+1%2F2"
    assert (parcel.carrier_name, make_labeled().carrier_name) == ("Courier", "Road Runner")
