"""EasyPost's protocol: sign-in, refusals, lost answers, and what it tells of the way."""

from dataclasses import replace
from datetime import date

import pytest

from aftercare.domain.shipping.jobs import buy_label, hear_word, look_after_labels
from aftercare.domain.shipping.models import CarrierWord, LabelPurchase
from aftercare.domain.shipping.ports import CarrierRefused
from aftercare.domain.shipping.states import CustomerWish, PostalAddress, Wish
from aftercare.domain.shipping.tests.make import MONDAY, make_carrier, make_parcel, make_purchase
from aftercare.interfaces.gateways.carriers.easypost import calling
from aftercare.interfaces.gateways.carriers.easypost.adapter import EasyPost
from aftercare.interfaces.gateways.carriers.tests.drivers import EasyPostDriver
from aftercare.interfaces.gateways.carriers.tests.server import KEY, SECRET, carrier_server, sign
from aftercare.interfaces.gateways.carriers.tests.test_contract import ASKED

WAY = [("in_transit", "", "2026-09-28T05:00:00Z"), ("delivered", "", "2026-09-30T05:00:00Z")]


@pytest.fixture
def server():
    with carrier_server() as server:
        yield server


@pytest.fixture
def account(db, server):
    secrets = {"api_key": KEY, "webhook_secret": SECRET}
    return make_carrier("ep", "easypost", settings=server.settings, secrets=secrets)


def access(server, key=KEY):
    return replace_access(server, {"api_key": key, "webhook_secret": SECRET})


def replace_access(server, secrets):
    with EasyPostDriver().running() as known:
        return replace(known, settings=server.settings, secrets=secrets)


def refusal(fault, server, action="shipments", key=KEY):
    server.faults[action] += [fault] if fault else []
    with pytest.raises(CarrierRefused) as refused:
        EasyPost().rates(ASKED, access(server, key))
    return refused.value


def test_the_carrier_is_told_how_it_is_to_be_delivered(server):
    wish = CustomerWish(Wish.PLACE, hours="14–18", place="Gate 2", by=date(2026, 10, 9))

    EasyPost().rates(replace(ASKED, wish=wish), access(server))

    (made,) = server.shipments.values()
    told = {"handling_instructions": "by 2026-10-09, at 14–18, Gate 2"}
    assert made["asked"]["options"] == told


def test_each_refusal_is_told_by_what_one_can_do_about_it(server, monkeypatch):
    assert refusal("", server, key="wrong").kind == "auth"
    limit = refusal("limit", server)
    assert (limit.kind, limit.retry_after.seconds) == ("rate", 7)
    assert refusal("down", server).kind == "unknown"
    assert refusal("html", server).kind == "unknown"
    assert refusal("lose", server).kind == "unknown"
    with pytest.raises(CarrierRefused) as refused:
        EasyPost().rates(replace(ASKED, recipient=PostalAddress(name="M")), access(server))
    assert (refused.value.kind, "street1: House number is missing" in refused.value.why) == (
        "content",
        True,
    )
    monkeypatch.setattr(calling, "TIMEOUT", 0.05)
    assert refusal("slow", server).kind == "unknown"


def test_an_account_says_what_is_wrong_with_it(server):
    assert EasyPost().check(replace_access(server, {})) == ["Enter the API key first."]
    assert "no longer active" in EasyPost().check(access(server, "old"))[0]


def test_a_label_whose_answer_was_lost_is_found_and_paid_once(server, account):
    purchase = make_purchase(make_parcel(), account)
    server.faults["buy"].append("lose")
    server.faults["shp_1"] += ["", "down"]  # nor is it known when asked at once

    buy_label.func(purchase_id=purchase.pk)
    assert LabelPurchase.objects.get().status == "wanted"
    assert len(server.charged) == 1

    look_after_labels.func(timestamp=0)
    buy_label.func(purchase_id=purchase.pk)
    purchase.refresh_from_db()
    purchase.parcel.refresh_from_db()
    assert (purchase.status, purchase.parcel.number) == ("bought", "EZ0000000001")
    assert purchase.parcel.tracking_url == "https://track.example/EZ0000000001"
    assert len(server.charged) == 1


def test_only_what_is_signed_is_believed(server, account, client):
    make_purchase(make_parcel(), account)
    server.shipments["shp_1"]["tracking_code"] = "EZ1"
    raw, headers = server.event("shp_1", *WAY)

    def push(raw, headers):
        headers = {f"HTTP_{name.upper().replace('-', '_')}": it for name, it in headers.items()}
        url = "/hooks/carriers/ep"
        return client.post(url, raw, content_type="application/json", **headers).status_code

    assert push(raw, {}) == 403
    assert push(raw, sign(raw, "another")) == 403
    assert push(raw + b" ", headers) == 403
    assert not CarrierWord.objects.exists()
    assert (push(raw, headers), push(raw, headers)) == (200, 200)
    assert CarrierWord.objects.count() == 1
    assert client.post("/hooks/carriers/none", raw, content_type="text/plain").status_code == 404


def test_what_is_told_of_the_way_moves_the_parcel_and_its_promise(server, account):
    purchase = make_purchase(make_parcel(), account)
    buy_label.func(purchase_id=purchase.pk)
    raw, _headers = server.event("shp_1", *WAY)
    word = CarrierWord.objects.create(account=account, external_id="1", raw=raw, received_at=MONDAY)

    hear_word.func(word_id=word.pk)
    hear_word.func(word_id=word.pk)

    purchase.parcel.refresh_from_db()
    assert purchase.parcel.status == "delivered"


@pytest.mark.parametrize(
    ("status", "finer", "expected"),
    [
        ("pre_transit", "label_created", ""),
        ("in_transit", "picked_up", "collected"),
        ("out_for_delivery", "", "out_for_delivery"),
        ("return_to_sender", "", "sent_back"),
        ("failure", "damaged", "damaged"),
        ("failure", "lost", "lost"),
        ("something new", "", ""),
    ],
)
def test_every_word_of_theirs_has_one_of_ours(server, status, finer, expected):
    server.shipments["shp_1"] = {"tracking_code": "EZ1"}
    raw, _headers = server.event("shp_1", (status, finer, "2026-09-28T05:00:00Z"))

    (told,) = EasyPost().parse(raw)

    assert [each.status for each in told.sightings] == [expected]
    assert told.sightings[0].place == "Manila, PH"


def test_events_of_other_things_tell_nothing_and_nonsense_is_said():
    assert EasyPost().parse(b'{"result": {"object": "Batch"}}') == []
    for nonsense in (b"[]", b"\xff", b"{"):
        with pytest.raises(ValueError, match=r"object|codec|property"):
            EasyPost().parse(nonsense)
