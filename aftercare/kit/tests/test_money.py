from decimal import Decimal

from django.utils.translation import override

from aftercare.kit.money import in_figures, price_in_figures


def test_amounts_are_read_in_groups_in_chinese_too():
    with override("zh-hans"):
        assert in_figures(Decimal("14080.5"), "USD") == "14,080.50 USD"
    assert in_figures(Decimal(7)) == "7.00"


def test_what_one_costs_has_two_places_or_as_many_as_it_needs():
    prices = ["99.500000", "1200.000000", "0.012500", "0"]

    said = [price_in_figures(Decimal(each)) for each in prices]

    assert said == ["99.50", "1,200.00", "0.0125", "0.00"]
