from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.domain.catalog.policies.designators import (
    UnreadableDesignators,
    expand_designators,
    shorten_designators,
)
from aftercare.domain.catalog.policies.effectivity import Effectivity, Made
from aftercare.domain.catalog.policies.quantities import (
    UNITS,
    Quantity,
    parse_quantity,
    show_quantity,
)


@pytest.mark.parametrize(
    ("text", "unit", "shown"),
    [
        ("4k7", "Ω", "4.7 kΩ"),
        ("4K7", "Ω", "4.7 kΩ"),
        ("4.7 kΩ", "Ω", "4.7 kΩ"),
        ("4,7 kOhm", "Ω", "4.7 kΩ"),
        ("4700", "Ω", "4.7 kΩ"),
        ("4R7", "Ω", "4.7 Ω"),
        ("0R", "Ω", "0 Ω"),
        ("10m", "Ω", "10 mΩ"),
        ("1M0", "Ω", "1 MΩ"),
        ("100nF", "F", "100 nF"),
        ("0.1 uF", "F", "100 nF"),
        ("2u2", "F", "2.2 µF"),
        ("4n7F", "F", "4.7 nF"),
        ("22 pF", "F", "22 pF"),
        ("3V3", "V", "3.3 V"),
        ("3.3VDC", "V", "3.3 V"),
        ("2.7…3.6 V", "V", "2.7…3.6 V"),
        ("2.7 to 3.6V", "V", "2.7…3.6 V"),
        ("2.7-3.6 V", "V", "2.7…3.6 V"),
        ("-40~85℃", "°C", "-40…85 °C"),
        ("-40 °C to +105 °C", "°C", "-40…105 °C"),
        ("±5%", "%", "±5 %"),
        ("72 MHz", "Hz", "72 MHz"),
        ("12.5 mm", "m", "12.5 mm"),
        ("30,000 h", "h", "30000 h"),
        ("54.6 inch", "in", "54.6 in"),
        ("450 nits", "cd/m²", "450 cd/m²"),
        ("64 KB", "B", "64 kB"),
        ("48", "", "48"),
        ("４．７ｋΩ", "Ω", "4.7 kΩ"),
    ],
)
def test_values_are_read_as_the_trade_writes_them(text, unit, shown):
    assert show_quantity(parse_quantity(text, unit), unit) == shown


@pytest.mark.parametrize(
    ("text", "unit"),
    [("", "Ω"), ("blue", "Ω"), ("4.7 kV", "Ω"), ("100 nF", "V"), ("5…1 V", "V"), ("1.2.3", "V"),
     ("10 kh", "h"), ("1 to 2 to 3", "V"), ("5 k%", "%")],
)  # fmt: skip
def test_what_is_no_value_of_the_unit_is_none(text, unit):
    assert parse_quantity(text, unit) is None


@given(st.text(max_size=12), st.sampled_from(UNITS))
def test_no_text_breaks_the_reader(text, unit):
    parse_quantity(text, unit)


@given(st.integers(1, 999), st.integers(-12, 12), st.sampled_from(UNITS))
def test_what_is_shown_reads_back_the_same(digits, power, unit):
    value = float(f"{digits}e{power}")
    shown = show_quantity(Quantity(value, value), unit)

    assert parse_quantity(shown, unit).low == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("R1,R2,C10-C14", "C10-C14, R1, R2"),
        ("r1 r2 r3", "R1-R3"),
        ("C10 - 12; U3", "C10-C12, U3"),
        ("IC601", "IC601"),
        ("R1, R1, R2", "R1, R2"),
        ("R9,R10,R11,R2", "R2, R9-R11"),
        ("TP_1、U2A", "TP_1, U2A"),
        ("", ""),
    ],
)
def test_places_are_counted_one_by_one_and_shown_short(text, places):
    assert shorten_designators(expand_designators(text)) == places


@pytest.mark.parametrize("text", ["C14-C10", "C1-R9", "R1-R99999", "R1+R2"])
def test_places_that_cannot_be_are_named(text):
    with pytest.raises(UnreadableDesignators, match=text.replace("+", r"\+")):
        expand_designators(text)


@pytest.mark.parametrize(
    ("effectivity", "made", "fit"),
    [
        (Effectivity(), Made(), 0),
        (Effectivity(batch="B-2401"), Made(batch="b2401"), 4),
        (Effectivity(batch="B-2401"), Made(batch="B-2402"), None),
        (Effectivity(batch="B-2401"), Made(), None),
        (Effectivity(serial_from="NW900", serial_to="NW1200"), Made(serial="nw1000"), 2),
        (Effectivity(serial_from="NW900", serial_to="NW1200"), Made(serial="NW1201"), None),
        (Effectivity(serial_from="NW900"), Made(serial="NW99999"), 2),
        (Effectivity(from_on=date(2026, 1, 1)), Made(on=date(2026, 1, 1)), 1),
        (Effectivity(until_on=date(2026, 1, 1)), Made(on=date(2026, 1, 1)), None),
        (
            Effectivity(batch="B1", serial_from="1", from_on=date(2026, 1, 1)),
            Made("B1", "7", date(2026, 2, 1)),
            7,
        ),
    ],
)
def test_what_holds_for_which_production(effectivity, made, fit):
    assert effectivity.fits(made) == fit
