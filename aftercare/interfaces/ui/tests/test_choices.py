import pytest
from django.utils.translation import override

from aftercare.interfaces.ui.choices import country_choices


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "fil"])
def test_every_country_can_be_chosen_and_nothing_that_is_none(language):
    with override(language):
        codes = {code for code, _name in country_choices()}

    assert {"ZA", "YE", "ZM", "ZW", "AX", "XK", "TW", "CN", "PH"} <= codes
    assert codes.isdisjoint({"EU", "UN", "EZ", "QO", "ZZ", "XA"})


@pytest.mark.parametrize(
    ("language", "in_order"),
    [
        ("en", ["AF", "AX", "AL", "CI", "HR", "ZW"]),
        ("zh-hans", ["DE", "FR", "PH", "JP", "CN"]),
        ("zh-hant", ["JP", "ES", "FR", "PH", "DE"]),
    ],
)
def test_countries_stand_where_the_reader_looks_for_them(language, in_order):
    with override(language):
        codes = [code for code, _name in country_choices()]

    assert sorted(in_order, key=codes.index) == in_order
