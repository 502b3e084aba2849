import pytest
from django.urls import reverse

from aftercare.base.people.tests.make import make_user
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.coverage.models import SupplierGuarantee
from aftercare.domain.coverage.tests.make import make_supplier_guarantee
from aftercare.domain.customers.tests.make import make_account
from aftercare.interfaces.workspace.tests.make import signed_in

LIST, NEW = (f"workspace:supplier-guarantee{end}" for end in ("s", "-new"))


@pytest.fixture(autouse=True)
def administrator(db):
    return make_user("Pat", roles=["administrator"])


@pytest.fixture
def browser(db):
    return signed_in(roles=("agent", "manager"))


def filled(**given):
    form = {"clause": "Supply 7", "starts": "manufactured", "months": "30", "excludes": ["wear"]}
    shares = {"parts": "100", "labor": "50", "freight": "0", "onsite": "0"}
    return form | shares | {"supplier": make_account("Hanwei").code} | given


def test_is_written_down_from_the_form_and_changed(browser):
    item = make_item("AX55")

    answer = browser.post(reverse(NEW), filled(item="AX55"))

    made = SupplierGuarantee.objects.get()
    assert answer["Location"] == reverse(LIST)
    assert (made.account.name, made.item, made.item_class) == ("Hanwei", item, "")
    assert (made.months, made.parts, made.labor, made.excludes) == (30, 100, 50, ["wear"])

    address = reverse("workspace:supplier-guarantee", args=[made.pk])
    shown = browser.get(address).content.decode()
    assert f'value="{made.account.code}"' in shown
    assert 'value="Supply 7"' in shown
    browser.post(address, filled(item="AX55", supplier=made.account.code, months="36"))
    assert SupplierGuarantee.objects.get().months == 36


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"supplier": "A-1"}, "No customer has this number or name."),
        ({"parts": "101"}, "less than or equal to 100"),
        ({}, "Name an item or a class of items, not both."),
    ],
)
def test_what_is_wrong_is_said(browser, wrong, said):
    answer = browser.post(reverse(NEW), filled(**wrong), follow=True)

    assert said in answer.content.decode()
    assert SupplierGuarantee.objects.count() == 0


def test_is_found_by_supplier_and_class(browser, django_assert_max_num_queries):
    make_supplier_guarantee(make_account("Hanwei"))
    make_supplier_guarantee(make_account("Lumen"), item_class="television")
    browser.get(reverse(LIST))

    def found(words):
        with django_assert_max_num_queries(6):
            shown = browser.get(reverse(LIST), {"q": words}).content.decode()
        return [name for name in ("Hanwei", "Lumen") if f">{name}</a>" in shown]

    assert found("hanw") == ["Hanwei"]
    assert found("televis") == ["Lumen"]
    assert found("nobody") == []


def test_who_may_not_agree_reads_only(browser):
    made = make_supplier_guarantee(make_account("Hanwei"))
    reader = signed_in("Jun", roles=("agent",))

    assert "Hanwei" in reader.get(reverse(LIST)).content.decode()
    for address in (reverse(NEW), reverse("workspace:supplier-guarantee", args=[made.pk])):
        assert reader.get(address).status_code == 403
        assert reader.post(address, filled(item_class="board")).status_code == 403
    assert SupplierGuarantee.objects.get() == made
