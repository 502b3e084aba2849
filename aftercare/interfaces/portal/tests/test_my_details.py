"""What customers read of their items, and say of themselves."""

import pytest

from aftercare.domain.catalog.operations.documents import add_document, read_document
from aftercare.domain.catalog.steps import file_document, reading
from aftercare.domain.catalog.tests.make import make_pdf
from aftercare.domain.customers.models import Consent
from aftercare.domain.customers.queries import has_consent
from aftercare.interfaces.portal.tests.make import NOW
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("channels", "today")


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def document(item, name, text, audience="customer"):
    made = add_document(
        item,
        text.encode(),
        file_name=name,
        kind="user_manual",
        audience=audience,
        actor=SYSTEM,
        at=NOW,
    )
    made.text = text
    made.save(update_fields=["text"])
    file_document(made, at=NOW)
    return made


def test_documents_of_own_items_are_found_by_words_in_them(come_in, give_set, harborline, marisol):
    unit = give_set(account=harborline)
    shown = document(unit.item, "Manual.pdf", "Press the red button for ten seconds.")
    hidden = document(unit.item, "Repair.pdf", "Press the red board.", audience="station")
    client = come_in()

    page = text_of(client.get("/my/documents?q=button RED"))

    assert ("Manual.pdf" in page, "Repair.pdf" in page) == (True, False)
    assert "ten seconds" in page
    assert "stand nowhere" in text_of(client.get("/my/documents?q=green button"))
    assert b"red button" in b"".join(client.get(f"/my/documents/{shown.pk}").streaming_content)
    assert client.get(f"/my/documents/{hidden.pk}").status_code == 404


def test_a_word_on_a_late_page_is_shown_with_its_page(
    come_in, give_set, harborline, marisol, monkeypatch
):
    monkeypatch.setattr(reading, "LONGEST_PIECE", 30)
    about = {"file_name": "Book.pdf", "kind": "user_manual", "audience": "customer"}
    pages = make_pdf("Hang it on the wall.", "Put in the batteries.", "Zyxomma ends it.")
    item = give_set(account=harborline).item
    made = add_document(item, pages, **about, actor=SYSTEM, at=NOW)
    read_document(made, actor=SYSTEM, at=NOW)
    client = come_in()

    late, first = (text_of(client.get(f"/my/documents?q={word}")) for word in ("zyxomma", "wall"))

    assert f'href="/my/documents/{made.pk}#page=3"' in late
    assert "from page 3: Zyxomma ends it." in " ".join(late.split())
    assert f'href="/my/documents/{made.pk}"' in first
    handed_out = client.get(f"/my/documents/{made.pk}")
    assert handed_out.headers["Content-Disposition"].startswith("inline")
    assert b"Zyxomma" in b"".join(handed_out.streaming_content)


@pytest.mark.parametrize("words", ["说明书 更换", "說明書 更換", "說明书(更"])
def test_documents_are_found_in_either_chinese_script(
    come_in, give_set, harborline, marisol, words
):
    document(give_set(account=harborline).item, "電視說明書(更新).pdf", "遙控器電池的更換方法")

    page = text_of(come_in().get("/my/documents", {"q": words}))

    assert "電視說明書(更新).pdf" in page
    assert "(" in words or "遙控器電池的更換方法" in page


def test_documents_of_items_they_do_not_have_are_not_there(come_in, give_set, li_na, marisol):
    made = document(give_set(contact=li_na).item, "Manual.pdf", "Press.")
    client = come_in()

    assert "Manual.pdf" not in text_of(client.get("/my/documents"))
    assert client.get(f"/my/documents/{made.pk}").status_code == 404


def test_a_customer_says_how_they_are_reached(come_in, marisol):
    client = come_in()
    form = {"name": "Marisol R.", "language": "fil", "preferred": "email"}

    client.post("/my/details", form | {"quiet_from": "20:00", "quiet_until": "08:00"})

    marisol.refresh_from_db()
    assert (marisol.name, marisol.language, marisol.preferred) == ("Marisol R.", "fil", "email")
    assert marisol.quiet_from.hour == 20
    assert '<html lang="fil"' in text_of(client.get("/my/details"))


def test_quiet_hours_need_both_ends(come_in, marisol):
    form = {"name": "Marisol", "language": "fil", "quiet_from": "20:00"}

    assert come_in().post("/my/details", form).status_code == 422
    marisol.refresh_from_db()
    assert marisol.name == "Marisol Reyes"


def test_consent_is_given_and_withdrawn_with_its_proof(come_in, marisol):
    client = come_in()

    client.post("/my/details/agree", {"purpose": "news", "given": "on"})
    assert has_consent(marisol, "news", "email")
    client.post("/my/details/agree", {"purpose": "news"})
    assert not has_consent(marisol, "news", "email")
    client.post("/my/details/agree", {"purpose": "made-up", "given": "on"})

    assert [each.given for each in Consent.objects.order_by("pk")] == [True, False]
    assert all(each.proof for each in Consent.objects.all())
