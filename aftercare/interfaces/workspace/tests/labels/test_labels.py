from io import BytesIO

import pytest
from django.urls import reverse
from pdfminer.high_level import extract_text

from aftercare.base.labels.models import LabelTemplate
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.repairs.tests.make import make_order
from aftercare.domain.stock.tests.make import make_places, make_stock
from aftercare.interfaces.workspace.tests.make import signed_in

PRINT = reverse("workspace:labels")


@pytest.fixture
def keeper(db):
    return signed_in("Ben", roles=("warehouse",))


def of(*subjects):
    return f"{PRINT}?" + "&".join(f"of={each}" for each in subjects)


def words_on(answer):
    assert answer.headers["Content-Type"] == "application/pdf"
    return extract_text(BytesIO(answer.content))


def test_labels_of_what_lies_here_are_printed_several_at_once(keeper):
    places, board = make_places(), make_part("PB-100", name="Power board")
    first = make_stock(board, 5, to=places["bin"])
    second = make_stock(board, 2, to=places["other"])
    template = LabelTemplate.objects.get(code="data_matrix")
    address = of(f"balance:{first.pk}", f"balance:{second.pk}")

    shown = keeper.get(address)
    looks = keeper.get(
        f"{reverse('workspace:label-picture')}?of=balance:{first.pk}&template={template.pk}"
    )
    words = words_on(keeper.post(address, {"template": template.pk, "copies": 2, "quantity": 3}))

    assert "A-01" in shown.content.decode()
    assert looks.content.startswith(b"<svg")
    assert (words.count("A-01"), words.count("A-02"), words.count("3 ×")) == (2, 2, 4)


def test_places_items_units_and_work_orders_have_labels(keeper):
    order, places = make_order(), make_places()
    qr, receipt = (LabelTemplate.objects.get(about=about) for about in ("place", "order"))
    goods = LabelTemplate.objects.get(about="goods")

    def printed(subject, template):
        return words_on(keeper.post(of(subject), {"template": template.pk, "copies": 1}))

    assert "A-01" in printed(f"place:{places['bin'].pk}", qr)
    assert order.code in printed(f"work_order:{order.pk}", receipt)
    assert order.unit.serial in printed(f"unit:{order.unit_id}", goods)
    assert order.item.code in printed(f"item:{order.item_id}", goods)


def test_what_is_none_of_theirs_is_not_there(keeper):
    order = make_order()
    nosy = signed_in("Nina", roles=("station",))

    assert nosy.get(of(f"work_order:{order.pk}")).status_code == 403
    for subjects in (["work_order:999"], ["case:1"], [f"work_order:{order.pk}", "place:1"], []):
        assert keeper.get(of(*subjects)).status_code == 404
    wrong = keeper.post(of(f"work_order:{order.pk}"), {"template": "", "copies": 0})
    assert wrong.status_code == 422


def test_how_labels_look_is_set_up_with_a_picture(keeper):
    form = {
        "name": "Customer A",
        "about": "goods",
        "width": "60",
        "height": "30",
        "dots": "300",
        "code": "data_matrix",
        "carries": ["item", "lot"],
        "texts": "# {item}\nLOT {lot}",
    }

    shown = keeper.get(reverse("workspace:label-shown"), form)
    keeper.post(reverse("workspace:label-new"), form)
    template = LabelTemplate.objects.get(name="Customer A")
    page = keeper.get(reverse("workspace:label-edit", args=[template.pk]))
    keeper.post(reverse("workspace:label-remove", args=[template.pk]))

    assert shown.content.startswith(b"<svg")
    assert template.carries == ["item", "lot"]
    assert "LOT {lot}" in page.content.decode()
    assert not LabelTemplate.objects.filter(name="Customer A").exists()
