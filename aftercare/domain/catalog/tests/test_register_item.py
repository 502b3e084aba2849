import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.search.queries import find
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.operations.items import (
    CodeIsTaken,
    ItemIncomplete,
    edit_item,
    register_item,
)
from aftercare.domain.catalog.queries import find_item, items_numbered, visible_items
from aftercare.domain.catalog.tests.make import MONDAY, make_item
from aftercare.kit.actors import NOBODY, SYSTEM, Actor
from aftercare.kit.refusals import NotAllowed

pytestmark = pytest.mark.django_db
CONTROLLER = {
    "name": "Microcontroller",
    "kind": "component",
    "maker": "Corvane",
    "part_number": "CV32F103-C8T6",
    "aliases": ["CV32F103C8"],
}


def test_is_found_however_a_number_is_written():
    item = make_item("IC-10023", **CONTROLLER)

    for number in ("IC-10023", "ic 10023", "CV32F103C8T6", "cv32f103 c8", "ＩＣ１００２３"):
        assert find_item(number) == item
    assert find_item("CV32F103") is None
    assert find_item(" - ") is None


def test_a_code_counts_before_another_items_alias():
    known = make_item("LM-317", kind="component", name="Regulator")
    make_item("IC-2", kind="component", name="Regulator", aliases=["LM317"])

    assert find_item("lm317") == known


def test_nobody_is_guessed_where_two_share_a_number():
    one = make_item("IC-1", **CONTROLLER)
    other = make_item("IC-2", **CONTROLLER)

    assert find_item("CV32F103C8T6") is None
    assert list(items_numbered("CV32F103C8T6")) == [one, other]


def test_said_twice_changes_nothing():
    item = make_item("IC-1", **CONTROLLER)
    entries = Entry.objects.count()

    assert make_item("ic-1", **CONTROLLER | {"name": " Micro-controller "}).pk == item.pk
    assert make_item("ic-1", **CONTROLLER | {"name": "Micro-controller"}).pk == item.pk

    assert Item.objects.get().name == "Micro-controller"
    assert Entry.objects.count() == entries + 1
    edited = Entry.objects.order_by("-pk")[0]
    assert (edited.event, edited.data["changed"]) == ("catalog.item_edited", ["code", "name"])


@pytest.mark.parametrize("wrong", [{"code": "-"}, {"name": " "}, {"item_class": "TV, LCD"}])
def test_is_refused_without_what_it_is_known_by(wrong):
    given = {"code": "IC-1", "name": "Timer", "kind": "component"} | wrong

    with pytest.raises(ItemIncomplete):
        register_item(**given, actor=SYSTEM, at=MONDAY)

    assert not Item.objects.exists()


def test_is_refused_to_who_may_not_edit():
    with pytest.raises(NotAllowed):
        register_item(code="IC-1", name="Timer", kind="component", actor=NOBODY, at=MONDAY)

    assert not Item.objects.exists()


def test_a_code_stays_one_items():
    make_item("IC-1", kind="component")
    other = make_item("IC-2", kind="component")

    with pytest.raises(CodeIsTaken):
        edit_item(other, code="ic-1", actor=SYSTEM, at=MONDAY)

    assert Item.objects.get(pk=other.pk).code == "IC-2"


def test_outsiders_see_what_is_released_to_them():
    internal = make_item("IC-1")
    for_stations = make_item("IC-2", audience="station")
    for_all = make_item("IC-3", audience="customer")

    assert list(visible_items(Actor("customer", 1, "C"))) == [for_all]
    assert list(visible_items(Actor("station", 1, "S"))) == [for_stations, for_all]
    assert list(visible_items(SYSTEM)) == [internal, for_stations, for_all]
    assert not visible_items(Actor("user", 1, "U")).exists()


def test_is_found_in_the_search_by_a_part_of_any_number_and_by_each_name():
    make_item("IC-10023", **CONTROLLER, names={"zh-hans": "微控制器"})

    for words in ("F103", "10023", "corvane", "微控制器"):
        assert [hit.code for hit in find(words, actor=SYSTEM).hits] == ["IC-10023"]
