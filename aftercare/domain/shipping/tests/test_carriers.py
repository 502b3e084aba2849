"""What carriers tell us, pick-ups, packing, and whoever is forgotten."""

from types import SimpleNamespace

import pytest
from django.db.models.functions import Now

from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.customers.queries import person_of
from aftercare.domain.customers.tests.make import make_contact
from aftercare.domain.shipping.jobs import hear_word, look_after_labels, order_pick_up_at_carrier
from aftercare.domain.shipping.models import CarrierAccount, CarrierWord
from aftercare.domain.shipping.operations.carriers import (
    CarrierCodeIsTaken,
    accept_carrier_word,
    rest_carrier,
    set_up_carrier,
    use_carrier_again,
)
from aftercare.domain.shipping.operations.labels import note_own_label
from aftercare.domain.shipping.operations.packing import SayHowToPack, remove_packing, save_packing
from aftercare.domain.shipping.operations.pick_ups import (
    NothingToPickUp,
    WindowIsWrong,
    order_pick_up,
)
from aftercare.domain.shipping.ports import Tracked
from aftercare.domain.shipping.queries import packing_for, packing_of, parcels_with
from aftercare.domain.shipping.states import OwnLabel
from aftercare.domain.shipping.steps import erase_from_parcels
from aftercare.domain.shipping.tests.courier import Courier
from aftercare.domain.shipping.tests.make import (
    HOUR,
    MONDAY,
    OURS,
    make_carrier,
    make_labeled,
    make_parcel,
    make_purchase,
    seen,
)
from aftercare.kit.actors import SYSTEM
from aftercare.kit.secrets import unlock

GIVEN = {"actor": SYSTEM, "at": MONDAY}
WINDOW = {"begins_at": MONDAY + HOUR, "ends_at": MONDAY + 3 * HOUR}


def tell(monkeypatch, account, told, raw=b"{}"):
    monkeypatch.setattr(Courier, "parse", lambda self, raw: told, raising=False)
    word = accept_carrier_word(account, raw=raw, **GIVEN)
    CarrierWord.objects.update(received_at=Now())
    hear_word.func(word_id=word.pk)
    word.refresh_from_db()
    return word


def labeled_with(account, number="CN1"):
    parcel = make_parcel()
    note_own_label(parcel, OwnLabel("", number), account=account, **GIVEN)
    return parcel


def test_a_word_moves_its_parcel_once_and_leaves_no_bytes(db, monkeypatch):
    account = make_carrier()
    parcel = labeled_with(account)

    for _twice in range(2):
        word = tell(monkeypatch, account, [Tracked("CN1", sightings=[seen("in_transit")])])

    parcel.refresh_from_db()
    assert (parcel.status, word.status, bytes(word.raw)) == ("in_transit", "handled", b"")
    assert CarrierWord.objects.count() == 1


def test_a_word_that_comes_before_the_label_is_noted_finds_its_parcel(db, monkeypatch):
    account = make_carrier()
    purchase = make_purchase(make_parcel(), account)

    told = [Tracked("CO00000000", offer=purchase.rate.name, sightings=[seen("in_transit")])]
    word = tell(monkeypatch, account, told)

    assert word.status == "handled"
    assert not purchase.parcel.number


def test_a_word_of_a_stranger_waits_and_then_goes_aside(db, monkeypatch):
    account = make_carrier()
    word = tell(monkeypatch, account, [Tracked("XX", sightings=[seen("in_transit")])])
    assert word.status == "waiting"

    CarrierWord.objects.update(received_at=MONDAY)
    look_after_labels.func(timestamp=0)
    hear_word.func(word_id=word.pk)

    word.refresh_from_db()
    assert word.status == "aside"


def test_what_cannot_be_read_goes_aside_with_its_bytes(db, monkeypatch):
    def parse(self, raw):
        raise ValueError("no JSON")

    monkeypatch.setattr(Courier, "parse", parse, raising=False)
    word = accept_carrier_word(make_carrier(), raw=b"\x00", **GIVEN)
    hear_word.func(word_id=word.pk)

    word.refresh_from_db()
    assert (word.status, word.problem, bytes(word.raw)) == ("aside", "no JSON", b"\x00")


def test_secrets_are_kept_locked_and_stay_when_left_empty(db):
    account = make_carrier(secrets={"key": "one", "webhook": "two"})
    given = {"code": "courier", "kind": "courier", "name": "C", "settings": {}, **GIVEN}

    set_up_carrier(account, secrets={"key": ""}, forget=["webhook"], **given)
    with pytest.raises(CarrierCodeIsTaken):
        set_up_carrier(None, secrets={}, **given)
    rest_carrier(account, **GIVEN)
    use_carrier_again(account, **GIVEN)

    kept = CarrierAccount.objects.get()
    assert "one" not in kept.secrets
    assert unlock(kept.secrets) == {"key": "one"}


def test_a_pick_up_is_for_parcels_that_wait_for_this_carrier(db):
    account, site = make_carrier(), make_labeled().site
    given = {"site": site, "address": OURS, **GIVEN}
    parcel = labeled_with(account)

    with pytest.raises(NothingToPickUp):
        order_pick_up(account, parcels=[make_labeled()], **WINDOW, **given)
    with pytest.raises(WindowIsWrong):
        order_pick_up(account, parcels=[parcel], begins_at=MONDAY, ends_at=MONDAY, **given)
    ordered = order_pick_up(account, parcels=[parcel], **WINDOW, **given)
    with pytest.raises(NothingToPickUp):
        order_pick_up(account, parcels=[parcel], **WINDOW, **given)

    assert ordered.status == "ordered"  # called by phone: this carrier takes no orders


def test_a_carrier_that_takes_orders_confirms_them(db, monkeypatch):
    can = SimpleNamespace(**vars(Courier.capabilities) | {"picks_up": True})
    monkeypatch.setattr(Courier, "capabilities", can)
    monkeypatch.setattr(Courier, "pick_up", lambda self, wish, access: "PU-7", raising=False)
    account = make_carrier()
    parcel = labeled_with(account)
    ordered = order_pick_up(
        account, site=parcel.site, address=OURS, parcels=[parcel], **WINDOW, **GIVEN
    )

    order_pick_up_at_carrier.func(pick_up_id=ordered.pk)

    ordered.refresh_from_db()
    assert (ordered.status, ordered.confirmation) == ("ordered", "PU-7")


def test_an_item_is_packed_its_own_way_else_as_its_kind(db):
    parcel = make_parcel()
    item = parcel.lines.get().item
    other = make_item("AX65", name="65-inch set")
    with pytest.raises(SayHowToPack):
        save_packing(kind="device", texts={}, **GIVEN)
    save_packing(kind="device", texts={"en": "Foam corners"}, marks=["upright"], **GIVEN)
    own = save_packing(item=item, texts={"zh-hans": "屏幕朝内"}, materials=["foam_box"], **GIVEN)

    found = [(each.item.code, each.instruction.text_in("en")) for each in packing_of([item, other])]
    assert found == [("AX55", "屏幕朝内"), ("AX65", "Foam corners")]
    remove_packing(own, **GIVEN)
    assert [each.instruction.marks for each in packing_for(parcel)] == [["upright"]]


def test_who_is_forgotten_goes_from_their_parcels(db):
    contact = make_contact()
    parcel = make_parcel(contact=contact)
    person = person_of(contact)
    assert parcels_with(person)[0]["recipient"]["lines"] == "12 Mabini Street"

    erase_from_parcels(person, MONDAY)

    parcel.refresh_from_db()
    assert parcel.recipient == {"name": "…", "country": "PH"}
