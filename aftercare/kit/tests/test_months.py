import pytest

from aftercare.kit.months import month_named


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("Jan", 1),
        ("SEPT", 9),
        ("März", 3),
        ("mai", 5),
        ("Hunyo", 6),
        ("Dez", 12),
        ("ma", 0),
        ("marble", 0),
        ("", 0),
    ],
)
def test_months_are_known_by_how_their_names_begin(word, month):
    assert month_named(word) == month
