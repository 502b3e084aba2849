"""Who pays for a repair over the counter: asked on its own page, damage looked at there."""

from decimal import Decimal

import pytest

from aftercare.base.people.models import User
from aftercare.domain.cases.tests.make import MONDAY, make_agent
from aftercare.domain.catalog.models import ItemPrice
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.coverage.models import DamageLook, StoredDecision
from aftercare.domain.coverage.operations.damage import look_again
from aftercare.domain.coverage.operations.decisions import decide_coverage
from aftercare.domain.coverage.states import LookStatus
from aftercare.domain.coverage.tests.make import DAMAGED, SHOWN
from aftercare.domain.repairs.operations.diagnosis import diagnose_unit
from aftercare.domain.repairs.operations.intake import add_photos
from aftercare.domain.repairs.operations.parts import need_part
from aftercare.domain.repairs.states import Found, OrderStatus, PhotoOf
from aftercare.domain.repairs.tests.make import make_order_at, photos
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

WHO = {"actor": SYSTEM, "at": MONDAY}


@pytest.fixture
def liza(client, db):
    agent = make_agent(roles=("manager",), teams=("boards",))
    client.force_login(User.objects.get(pk=agent.id))
    return agent


@pytest.fixture
def order(db):
    order = make_order_at(OrderStatus.RECEIVED)
    add_photos(order, photos=photos(), of=PhotoOf.DAMAGE, **WHO)
    diagnose_unit(order, findings=[Found(words="Burnt")], human_damage=True, **WHO)
    return order


def test_the_order_asks_who_pays_and_shows_what_was_decided(liza, client, order):
    assert (
        f"/repairs/{order.code}/coverage" in client.get(f"/repairs/{order.code}").content.decode()
    )
    asked = client.get(f"/repairs/{order.code}/coverage").content.decode()
    assert 'value="human_damage" selected' not in asked
    assert "Second look, by somebody else" in asked

    stored = decide_coverage(ref(order), facts=DAMAGED, **WHO)
    page = client.get(f"/repairs/{order.code}/coverage/{stored.pk}")

    assert page.status_code == 200
    assert "What the customer would be told" in page.content.decode()


def test_the_charge_is_proposed_by_the_prices_of_material(liza, client, order):
    driver = make_part("MP3394")
    need_part(order, item=driver, quantity=Decimal(2), designator="U17", **WHO)
    ItemPrice.objects.create(item=driver, kind="material", currency="USD", amount=Decimal("1.75"))
    look = DamageLook.objects.get(subject=str(ref(order)))
    look_again(
        look, to=LookStatus.CONFIRMED, words="So it is", evidence=SHOWN, actor=liza, at=MONDAY
    )
    asked = client.get(f"/repairs/{order.code}/coverage").content.decode()
    stored = decide_coverage(ref(order), facts=DAMAGED, **WHO)

    page = client.get(f"/repairs/{order.code}/coverage/{stored.pk}").content.decode()

    assert 'value="human_damage" selected' in asked
    assert 'value="3.50"' in page
    assert 'value="USD"' in page
    assert "2 × MP3394" in page


def test_a_wrong_form_is_shown_again_where_nothing_is_decided_yet(liza, client, order):
    look = DamageLook.objects.get(subject=str(ref(order)))

    answer = client.post(f"/damage/{look.pk}/statement", {"words": ""})

    assert answer.status_code == 422
    assert f"/damage/{look.pk}/statement" in answer.content.decode()
    assert not StoredDecision.objects.exists()
