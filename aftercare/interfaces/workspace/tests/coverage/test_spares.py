import pytest
from django.urls import reverse

from aftercare.domain.coverage.models import SpareGiven
from aftercare.domain.coverage.queries.spares import spares_of
from aftercare.domain.orders.tests.make import deliver, give, make_board, make_ratio, stocked
from aftercare.domain.stock.models import Balance
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.interfaces.workspace.tests.test_store_exports import taken

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"workspace:{name}", args=args)


@pytest.fixture
def store():
    return signed_in("Mia", roles=("manager",))


@pytest.fixture
def shelf():
    return stocked()


def sent(shelf, **given):
    told = {"code": "MB-1", "quantity": "2", "source": shelf.pk, "item": "MB-1", "key": "k1"}
    return told | given


def test_they_are_given_from_the_contract(store, shelf):
    contract = make_ratio()
    page = store.get(url("contract", contract.code))
    assert "1 % of what is delivered, by clause 3" in page.text
    assert url("free-spares-give", contract.code) in page.text

    answer = store.post(url("free-spares-give", contract.code), sent(shelf))

    assert answer["Location"] == url("contract", contract.code)
    given = SpareGiven.objects.get()
    assert (given.item, given.quantity, spares_of(contract).left) == (make_board(), 2, 2)
    assert Balance.objects.get(place=shelf).quantity == 8
    assert url("free-spares-undo", contract.code, given.pk) in store.get(answer["Location"]).text


def test_sent_twice_they_are_given_once(store, shelf):
    contract = make_ratio()

    for _twice in range(2):
        store.post(url("free-spares-give", contract.code), sent(shelf, quantity="4"))

    assert SpareGiven.objects.count() == 1


def test_more_than_due_asks_why_and_keeps_what_was_typed(store, shelf):
    contract = make_ratio()

    answer = store.post(url("free-spares-give", contract.code), sent(shelf, quantity="5"))

    assert answer.status_code == 422
    assert "Only 4 are still due" in answer.text
    assert 'value="5"' in answer.text
    assert not SpareGiven.objects.exists()
    said = sent(shelf, quantity="5", reason="Bad batch")
    assert store.post(url("free-spares-give", contract.code), said).status_code == 302
    assert "Bad batch" in store.get(url("contract", contract.code)).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "nothing"}, "Nothing is known by this"),
        ({"source": ""}, "This field is required"),
        ({"item": "other"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_marked(store, shelf, wrong, said):
    contract = make_ratio()

    answer = store.post(url("free-spares-give", contract.code), sent(shelf, **wrong))

    assert answer.status_code == 422
    assert said in answer.text


def test_they_are_taken_back_with_a_reason(store, shelf):
    contract = make_ratio()
    given = give(contract, 2, source=shelf)
    undo = url("free-spares-undo", contract.code, given.pk)
    assert "2 × MB-1 to Sinag TV" in store.get(undo).text
    assert store.post(undo, {"reason": ""}).status_code == 422

    store.post(undo, {"reason": "Wrong customer"})

    assert spares_of(contract).left == 4
    assert "Wrong customer" in store.get(url("contract", contract.code)).text


def test_who_may_not_move_goods_sees_and_gives_nothing(shelf):
    contract, agent = make_ratio(), signed_in("Liza", roles=("agent",))

    page = agent.get(url("contract", contract.code))

    assert "Still due" in page.text
    assert url("free-spares-give", contract.code) not in page.text
    answer = agent.post(url("free-spares-give", contract.code), sent(shelf))
    assert (answer.status_code, SpareGiven.objects.count()) == (403, 0)


def test_the_warehouse_gives_them_though_it_sees_no_contracts(shelf):
    contract, tala = make_ratio(), signed_in("Tala", roles=("warehouse",))
    assert url("free-spares-give", contract.code) in tala.get(url("free-spares")).text

    answer = tala.post(url("free-spares-give", contract.code), sent(shelf))

    assert (answer["Location"], SpareGiven.objects.count()) == (url("free-spares"), 1)
    assert tala.get(url("contract", contract.code)).status_code in (403, 404)


def test_who_sees_no_contracts_finds_none(shelf):
    contract, station = make_ratio(), signed_in("Kumpuni", roles=("station",))

    assert station.get(url("free-spares-give", contract.code)).status_code == 404
    assert station.get(url("free-spares")).status_code == 403


@pytest.mark.parametrize("more", [0, 4])
def test_what_is_owed_is_listed_at_the_same_cost(store, shelf, more, django_assert_num_queries):
    give(make_ratio(), 1, source=shelf)
    for _each in range(more):
        make_ratio()

    with django_assert_num_queries(9):
        page = store.get(url("free-spares"))

    assert "Sinag TV" in page.text
    assert page.text.count("400") == 1 + more
    assert "Sinag TV" not in store.get(url("free-spares") + "?q=nobody").text


def test_nothing_owed_says_what_to_do(store):
    assert "No contract gives free spares" in store.get(url("free-spares")).text


def test_what_remains_stands_with_the_customer():
    contract, agent = make_ratio(), signed_in("Liza", roles=("agent",))

    page = agent.get(url("account", contract.account.code))

    assert "Free spares remain: 4" in page.text


def test_what_is_owed_and_given_goes_out_as_lists(shelf):
    contract, mia = make_ratio(), signed_in("Ida", roles=("manager",))
    deliver(contract.account, make_board(), 100)
    give(contract, 6, source=shelf, reason="Bad batch")

    (_head, owed), (_header, given) = taken(mia, "free-spares"), taken(mia, "spares-given")

    assert owed[2:] == ["Sinag TV", "3", "1", "MB-1", "500", "5", "6.000", "0", "1.000"]
    assert (given[3:6], given[7]) == (["MB-1", "6.000", "MB-1"], "Bad batch")
