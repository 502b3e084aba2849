from datetime import date

import pytest
from django.utils.translation import override

from aftercare.interfaces.ui.dates import day_and_month, month_and_year


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [
        ("en", "7 Sep", "Sep 2026"),
        ("zh-hans", "9月7日", "2026年9月"),
        ("zh-hant", "9月7日", "2026年9月"),
        ("fil", "Set 7", "Set 2026"),
    ],
)
def test_a_day_is_written_in_the_order_of_the_language(language, day, month):
    with override(language):
        assert day_and_month(date(2026, 9, 7)) == day
        assert month_and_year(date(2026, 9, 7)) == month
