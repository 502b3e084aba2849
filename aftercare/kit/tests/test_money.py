from decimal import Decimal

from django.utils.translation import override

from aftercare.kit.money import in_figures


def test_amounts_are_read_in_groups_in_chinese_too():
    with override("zh-hans"):
        assert in_figures(Decimal("14080.5"), "USD") == "14,080.50 USD"
    assert in_figures(Decimal(7)) == "7.00"
