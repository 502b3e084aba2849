from datetime import UTC, datetime

import pytest

from aftercare.domain.conversations.ports import Account, Outgoing
from aftercare.interfaces.gateways.email.writing import letter

SUPPORT = Account("support", "Northwell", "support@northwell.example", {}, {})


def page_of(text, *, is_automatic):
    outgoing = Outgoing(
        external_id="<1@northwell.example>",
        to=("marisol@harborline.example",),
        cc=(),
        subject="Receipt",
        text=text,
        sender_name="",
        token="",
        at=datetime(2026, 9, 28, tzinfo=UTC),
        is_automatic=is_automatic,
    )
    page = letter(outgoing, SUPPORT).get_body(("html",))
    assert page is not None
    return page.get_content()


@pytest.mark.parametrize("text", ["# 5 units", "Size 4*3*2", "<b>&", "- item"])
def test_what_nobody_wrote_as_markdown_stays_sign_by_sign(text):
    shown = page_of(text, is_automatic=True)

    assert f"<p>{text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</p>" in shown


def test_a_link_of_a_rule_can_be_followed_and_a_person_writes_markdown():
    link = "https://northwell.example/r/1"

    assert f'<a href="{link}"' in page_of(f"See {link}", is_automatic=True)
    assert "<strong>guide</strong>" in page_of("See the **guide**.", is_automatic=False)
