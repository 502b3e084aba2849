"""How tables of others are understood."""

from aftercare.domain.planning.policies.columns import REPAIRS, SALES, match_headings


def test_headings_are_found_by_name_by_habit_or_by_order():
    matched = match_headings(SALES, ["Model", "Ship Date", "数量", "Color"])

    assert matched.headings == {"model": "Model", "month": "Ship Date", "quantity": "数量"}
    assert matched.guessed == ("month", "quantity")
    assert matched.unused == ("Color",)
    told = match_headings(SALES, ["Model", "Ship Date", "Order date"], {"month": "Order date"})
    assert told.headings["month"] == "Order date"
    assert told.guessed == ()


def test_what_is_required_and_not_there_is_named():
    assert match_headings(REPAIRS, ["part"]).lacking == ("reported",)
