import pytest

from aftercare.base.search.queries import parse_query
from aftercare.interfaces.workspace.cases.chips import chips_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("status:open", ["Status: Open"]),
        ("-status:solved boot", ["− Status: Solved", "boot"]),
        ("(assignee:me OR assignee:none)", ["Assigned to: me / nobody"]),
        ("(status:open OR boot)", ["Status: Open / boot"]),
        ("sla:<1h", ["Due: <1h"]),
        ("created:[2026-01-01 TO 2026-02-01]", ["Opened: 2026-01-01 – 2026-02-01"]),
        ('"boot loop" 25*', ["boot loop", "25*"]),
        ("status:nonsense", ["Status: nonsense"]),
    ],
)
def test_a_condition_is_said_in_words(typed, words):
    assert [chip["label"] for chip in chips_of(parse_query(typed))] == words


def test_a_chip_leads_to_the_question_without_it():
    first, second = chips_of(parse_query("status:open boot"))

    assert (first["text"], first["rest"]) == ("status:open", "boot")
    assert (second["text"], second["rest"]) == ("boot", "status:open")
