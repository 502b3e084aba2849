from decimal import Decimal

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercare.kit.scans.controls import restore
from aftercare.kit.scans.makers import MakerRule, faults_of
from aftercare.kit.scans.reading import LONGEST, read_scan
from aftercare.kit.scans.results import Form, Problem

G, R, E = "\x1d", "\x1e", "\x04"
LABEL = f"[)>{R}06{G}1PSTM32F103C8T6{G}Q2500{G}10D2519{G}1TA7X99{G}4LCN{R}{E}"
SAID = {
    "item": "STM32F103C8T6",
    "quantity": Decimal(2500),
    "date_code": "2519",
    "lot": "A7X99",
    "country": "CN",
}
DIGI_KEY = "[)>06PSAM9019-ND1PSSW-106-02-T-SK4500991K5419123410K6099999911K14LUSQ1011ZPICK12Z1234"


def said(scan):
    told = {name: value for name, value in vars(scan).items() if value}
    return {n: v for n, v in told.items() if n not in {"text", "form", "fields"}}


@pytest.mark.parametrize(
    "typed",
    [
        LABEL,
        LABEL.replace(G, "^]").replace(R, "^^").replace(E, "^D"),
        LABEL.replace(G, "␝").replace(R, "␞").replace(E, "␄"),
        LABEL.replace(G, "<GS>").replace(R, "<RS>").replace(E, "<EOT>"),
        LABEL.replace(G, "{gs}").replace(R, "[RS]").replace(E, "[EOT]"),
        LABEL.replace(G, r"\x1d").replace(R, r"\u001e").replace(E, "%04"),
        LABEL.replace("[)>", "［）＞"),
        ">" + LABEL + "  ",
    ],
)
def test_a_label_says_the_same_whatever_a_keyboard_made_of_it(typed):
    assert said(read_scan(typed)) == SAID


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        (LABEL.replace(E, ""), (Problem.CUT_OFF,)),
        (LABEL.replace(R, ""), ()),
        (LABEL.replace(R, "").replace(E, ""), (Problem.CUT_OFF,)),
        (LABEL.replace(G, "").replace(R, ""), (Problem.SEPARATORS_LOST,)),
    ],
)
def test_a_label_is_read_without_what_got_lost(typed, problems):
    assert said(read_scan(typed)) == SAID | ({"problems": problems} if problems else {})


def test_a_distributors_old_label_without_any_separator_is_cut_where_its_fields_were():
    scan = read_scan(DIGI_KEY)

    assert (scan.item, scan.customer_item) == ("SSW-106-02-T-S", "SAM9019-ND")
    assert (scan.order, scan.quantity, scan.country) == ("450099", Decimal(10), "US")
    assert Problem.SEPARATORS_LOST in scan.problems


def test_what_we_have_no_meaning_for_is_unread():
    scan = read_scan(f"[)>{R}06{G}1PABC{G}31PORD{G}&?{R}{E}")

    assert [(each.identifier, each.value) for each in scan.unread] == [("31P", "ORD"), ("", "&?")]
    assert scan.item == "ABC"


def test_of_two_serials_the_first_counts_and_it_is_said():
    scan = read_scan(f"[)>{R}06{G}S1{G}S2{R}{E}")

    assert (scan.serial, scan.problems) == ("1", (Problem.SAID_TWICE,))


def test_a_message_may_hold_elements_of_gs1():
    scan = read_scan(f"[)>{R}05{G}0109506000134352{G}21A{R}{E}")

    assert (scan.gtin, scan.serial) == ("09506000134352", "A")


def test_an_unknown_format_is_said_and_kept():
    scan = read_scan(f"[)>{R}99{G}abc{R}{E}")

    assert scan.problems == (Problem.UNKNOWN_FORMAT,)
    assert scan.unread[0].identifier == "99"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("(01)09506000134352(21)ABC(10)L1", {"serial": "ABC", "lot": "L1"}),
        (f"]d2010950600013435221ABC{G}10L1", {"serial": "ABC", "lot": "L1"}),
        (f"{G}010950600013435210L1{G}21ABC", {"serial": "ABC", "lot": "L1"}),
        ("010950600013435217251231" + "21ABC", {"serial": "ABC", "expires_on": "251231"}),
        ("(01)09506000134352(240)X-1(241)C9", {"item": "X-1", "customer_item": "C9"}),
        ("(01)09506000134352(11)250508(37)12", {"made_on": "250508", "quantity": Decimal(12)}),
        ("https://id.gs1.org/01/09506000134352/21/A%2FB", {"serial": "A/B"}),
        (
            "https://x.eu/shop/gtin/9506000134352/ser/9?17=251231",
            {"expires_on": "251231"} | {"serial": "9"},
        ),
    ],
)
def test_gs1_is_read_with_and_without_its_signs(typed, expected):
    assert said(read_scan(typed)) == {"gtin": "09506000134352"} | expected


def test_a_wrong_check_digit_is_said():
    assert read_scan("(01)09506000134353(21)A").problems == (Problem.BAD_CHECK_DIGIT,)


def test_a_bare_article_number_is_one_only_with_its_check_digit():
    assert read_scan("4006381333931").gtin == "04006381333931"
    assert read_scan("4006381333932").form is Form.PLAIN


def test_a_makers_page_names_the_serial():
    scan = read_scan("https://example.com/register/?u=AX55-2519-B0042&i=AX55")

    assert (scan.form, scan.item, scan.serial) == (Form.LINK, "AX55", "AX55-2519-B0042")


def test_a_makers_rule_names_what_its_groups_hold():
    rule = MakerRule("Northwell", r"(?P<item>[A-Z]{2}\d{2})-(?P<date>\d{4})-[A-Z0-9]{5}")

    scan = read_scan("AX55-2519-B0042", [MakerRule("other", r"(?P<lot>X\d+)"), rule])

    assert (scan.maker, scan.item, scan.date_code) == ("Northwell", "AX55", "2519")
    assert scan.serial == "AX55-2519-B0042"


@pytest.mark.parametrize(
    ("pattern", "faults"),
    [
        (r"(?P<serial>\d+)", []),
        (r"(?P<serial>", ["broken"]),
        (r"(?P<colour>\d+)", ["nameless"]),
        (r"\d+", ["nameless"]),
        (r"(?P<serial>(\d+)+)", ["endless"]),
        (r"(?P<serial>\w*\w*\w*\w*\w*)", ["endless"]),
    ],
)
def test_a_rule_that_cannot_be_used_says_why(pattern, faults):
    assert faults_of(pattern) == faults
    if faults:
        assert read_scan("1" * 40, [MakerRule("x", pattern)]).form is not Form.MAKER


def test_a_plain_serial_stays_as_it_is():
    scan = read_scan(" AX55-2519-B0042\t")

    assert (scan.form, scan.names) == (Form.PLAIN, ("AX55-2519-B0042",))


def test_nothing_and_too_much_are_said():
    assert read_scan(" \x00 ").problems == (Problem.EMPTY,)
    assert read_scan("A" * (LONGEST + 1)).problems == (Problem.TOO_LONG,)


NUMBERS = st.text("ABCDEFGHJMNRUWXY0123456789", min_size=4, max_size=20)


@given(item=NUMBERS, lot=NUMBERS, quantity=st.integers(1, 999_999), week=st.integers(1, 52))
def test_what_was_printed_is_read(item, lot, quantity, week):
    scan = read_scan(f"[)>{R}06{G}1P{item}{G}Q{quantity}{G}9D25{week:02}{G}1T{lot}{R}{E}")

    assert (scan.item, scan.lot, scan.quantity) == (item, lot, Decimal(quantity))
    assert (scan.date_code, scan.problems) == (f"25{week:02}", ())


@settings(max_examples=200)
@given(st.text(max_size=300) | st.text("[)>06PQST1K9D4L]^\x1d\x1e\x04(0)", max_size=120))
def test_no_characters_can_make_it_fail(typed):
    scan = read_scan(typed)

    assert scan.text == restore(typed)
    assert set(scan.unread) <= set(scan.fields)


@given(st.text("PQST1K9DL0", min_size=300, max_size=400))
@settings(max_examples=5, deadline=3000)
def test_the_worst_label_is_cut_in_time(content):
    assert read_scan("[)>06" + content).form is Form.ISO_15434


@pytest.mark.parametrize("kind", ["DataMatrix", "QRCode"])
def test_a_printed_code_comes_back_from_its_picture(kind):
    picture = zxingcpp.create_barcode(
        LABEL.encode(), getattr(zxingcpp.BarcodeFormat, kind)
    ).to_image(scale=4)

    found = zxingcpp.read_barcode(picture)

    assert said(read_scan(found.bytes.decode())) == SAID
    assert said(read_scan(found.text)) == SAID
