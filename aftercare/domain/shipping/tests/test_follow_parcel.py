"""The way of parcels whose carriers say nothing by themselves, and words nobody understood."""

from datetime import UTC, datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.search.models import SearchDocument
from aftercare.domain.shipping.jobs import ask_for_way, ask_for_ways
from aftercare.domain.shipping.models import CarrierAccount, CarrierWord
from aftercare.domain.shipping.operations.carriers import drop_word, read_word_again
from aftercare.domain.shipping.operations.labels import note_own_label
from aftercare.domain.shipping.ports import CarrierRefused, Tracked
from aftercare.domain.shipping.queries import parcels_to_ask_for
from aftercare.domain.shipping.states import CarrierTrouble, OwnLabel
from aftercare.domain.shipping.tests.make import HOUR, MONDAY, make_carrier, make_parcel, seen
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

pytestmark = pytest.mark.django_db
GIVEN = {"actor": SYSTEM, "at": MONDAY}


def sent(number="CN1"):
    account = CarrierAccount.objects.first() or make_carrier()
    parcel = make_parcel()
    note_own_label(parcel, OwnLabel("", number), account=account, **GIVEN)
    return parcel


def jobs(name):
    return ProcrastinateJob.objects.filter(task_name=name)


def test_a_carrier_is_asked_once_nothing_was_heard_for_hours(carriers):
    courier, _slow = carriers
    parcel = sent()
    make_parcel()
    assert not parcels_to_ask_for(MONDAY + HOUR, most=9)
    assert [each.pk for each in parcels_to_ask_for(MONDAY + 3 * HOUR, most=9)] == [parcel.pk]
    courier.ways["CN1"] = Tracked("CN1", sightings=[seen("in_transit", 1)])

    ask_for_ways.func(timestamp=0)
    for _twice in range(2):
        ask_for_way.func(parcel_id=parcel.pk)

    parcel.refresh_from_db()
    assert jobs("shipping.ask_for_way").count() == 1
    assert (courier.asked, parcel.status) == (["CN1"], "in_transit")
    assert not parcels_to_ask_for(datetime.now(UTC), most=9)  # noqa: TID251  # jobs read the clock


def test_a_carrier_that_does_not_answer_is_asked_later_and_one_that_locks_us_out_is_told_of(
    carriers,
):
    courier, _slow = carriers
    parcels = [sent("CN1"), sent("CN2")]
    courier.refusals += [
        CarrierRefused(CarrierTrouble.TEMPORARY, "Busy"),
        CarrierRefused(CarrierTrouble.AUTH, "The key is gone"),
    ]

    for parcel in parcels:
        ask_for_way.func(parcel_id=parcel.pk)

    assert courier.asked == ["CN1", "CN2"]
    assert [job.args["why"] for job in jobs("shipping.note_trouble")] == ["The key is gone"]


def aside():
    return CarrierWord.objects.create(
        account=make_carrier(),
        external_id="x",
        raw=b"?",
        status="aside",
        problem="No parcel of ours has this number.",
        received_at=MONDAY,
    )


def test_a_word_that_was_set_aside_is_read_again_once(carriers):
    word = aside()

    for _twice in range(2):
        read_word_again(word, **GIVEN)

    word.refresh_from_db()
    assert (word.status, word.problem, bytes(word.raw)) == ("waiting", "", b"?")
    assert jobs("shipping.hear_carrier").count() == 1


def test_a_word_of_no_use_goes_and_why_stays(carriers):
    word = aside()

    drop_word(word, **GIVEN)

    word.refresh_from_db()
    assert (word.status, bytes(word.raw)) == ("handled", b"")
    assert word.problem == "No parcel of ours has this number."


def test_a_parcel_is_found_by_its_number_and_that_of_its_carrier(carriers):
    parcel = sent("CN77001234")

    filed = SearchDocument.objects.get(subject=str(ref(parcel)))

    assert (filed.kind, filed.code) == ("parcel", parcel.code)
    assert "CN77001234" in filed.title
