"""A customer's returns: asked for with evidence, the number at once, the instruction as paper."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from pdfminer.high_level import extract_text

from aftercare.domain.returns.models import Rma, RmaLine
from aftercare.domain.returns.operations.agreeing import approve_return
from aftercare.domain.returns.operations.replacing import send_replacement_ahead
from aftercare.domain.returns.queries import page_of_return, parcel_awaited
from aftercare.domain.returns.queries.papers import instruction_paper
from aftercare.domain.returns.states import EvidenceKind, RmaStatus
from aftercare.domain.returns.tests.make import make_reason, make_reel
from aftercare.domain.shipping.operations.labels import note_own_label
from aftercare.domain.shipping.operations.parcels import change_parcel
from aftercare.domain.shipping.states import OwnLabel
from aftercare.domain.shipping.tests.make import FACTS
from aftercare.domain.stock.tests.make import make_site
from aftercare.domain.units.tests.make import make_unit
from aftercare.interfaces.portal.tests.make import NOW
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("channels", "today")


@pytest.fixture
def reason(db):
    make_site()
    return make_reason(names={"zh-hans": "无法工作"}, evidence=[EvidenceKind.SERIAL_LABEL])


def picture(name="label.jpg"):
    return SimpleUploadedFile(name, b"\xff\xd8\xff\xe0" + name.encode())


def ask(client, reason, **given):
    return client.post("/my/returns/new", {"reason": reason.pk, "words": "Dark", **given})


def approved(rma):
    approve_return(rma, actor=SYSTEM, at=NOW)
    rma.refresh_from_db()
    return rma


@pytest.fixture
def asked(come_in, give_set, harborline, marisol, reason):
    """Return the browser of a customer, and what they asked to return."""
    client = come_in()
    ask(client, reason, unit=give_set(account=harborline).pk)
    return client, Rma.objects.get()


def test_somebody_without_a_company_asks_and_shows_what_was_missing(
    come_in, give_set, li_na, reason
):
    unit = give_set(contact=li_na)
    client = come_in("lina@qq.example")

    form = client.get(f"/my/returns/new?unit={unit.pk}").content.decode()
    nothing = ask(client, reason)
    answer = ask(client, reason, unit=unit.pk)
    rma = Rma.objects.get()
    page = client.get(answer.url).content.decode()
    client.post(
        f"/my/returns/{rma.code}/show", {"kind": EvidenceKind.SERIAL_LABEL, "file": picture()}
    )
    shown = client.get(f"/my/returns/{rma.code}").content.decode()

    assert f'<option value="{unit.pk}" selected>' in form
    assert (nothing.status_code, answer.url) == (422, f"/my/returns/{rma.code}")
    assert rma.code in page
    assert "仍缺少" in page
    assert ("仍缺少" in shown, "label.jpg" in shown) == (False, True)


def test_what_was_replaced_ahead_is_not_called_off(asked):
    client, rma = asked
    line = RmaLine.objects.get(rma=approved(rma))
    terms = {"due_on": NOW.date() + timedelta(days=14), "charge": Decimal(300)}
    before = client.get(f"/my/returns/{rma.code}").content.decode()
    new = make_unit("AX55-NEW-0001")
    send_replacement_ahead(line, unit=new, **terms, actor=SYSTEM, at=NOW)

    after = client.get(f"/my/returns/{rma.code}").content.decode()
    client.post(f"/my/returns/{rma.code}/cancel")

    assert ("cancel" in before, "cancel" in after) == (True, False)
    rma.refresh_from_db()
    assert rma.status == RmaStatus.APPROVED


def test_a_company_returns_a_part_of_a_lot_and_no_more_than_it_had(
    come_in, harborline, marisol, reason
):
    reel = make_reel(account=harborline, quantity=6000)
    client = come_in()

    too_many = ask(client, reason, lot=reel.pk, quantity="7000")
    ask(client, reason, lot=reel.pk, quantity="3000")

    assert too_many.status_code == 422
    assert RmaLine.objects.get().quantity == 3000
    assert "RMA-2026-00001" in client.get("/my/returns").content.decode()


def test_another_customers_return_is_not_there(asked, li_na):
    client, rma = asked
    Rma.objects.update(account=None, contact=li_na)

    assert client.get(f"/my/returns/{rma.code}").status_code == 404


def test_it_is_called_off_by_who_asked(asked):
    client, rma = asked

    client.post(f"/my/returns/{rma.code}/cancel")

    rma.refresh_from_db()
    assert rma.status == "cancelled"


def test_the_instruction_is_there_once_it_may_be_sent(asked):
    client, rma = asked
    early = [
        client.get(f"/return/{rma.token}{each}").status_code for each in ("", "/code", "/paper")
    ]
    approved(rma)
    client.logout()

    page = client.get(f"/return/{rma.token}").content.decode()
    code = client.get(f"/return/{rma.token}/code")
    paper = client.get(f"/return/{rma.token}/paper")

    assert early == [200, 404, 404]
    assert rma.code in page
    assert code["Content-Type"] == "image/svg+xml"
    assert rma.code in extract_text(BytesIO(paper.content))


def test_the_label_is_on_the_instruction_as_soon_as_it_is_there(asked):
    client, rma = asked
    approved(rma)
    label = f"/return/{rma.token}/label"
    early = client.get(label).status_code
    assert page_of_return(rma).endswith(f"/return/{rma.token}")

    parcel = parcel_awaited(rma)
    change_parcel(parcel, FACTS, actor=SYSTEM, at=NOW)
    own = OwnLabel("Road", "CN1", file=b"%PDF-1.4 label")
    note_own_label(parcel, own, actor=SYSTEM, at=NOW)
    client.logout()

    assert early == 404
    assert label in client.get(f"/return/{rma.token}").content.decode()
    assert b"".join(client.get(label).streaming_content) == b"%PDF-1.4 label"


def test_the_customer_brings_it_or_names_the_parcel_we_follow(asked):
    client, rma = asked
    approved(rma)
    page = f"/my/returns/{rma.code}"

    client.post(f"{page}/bring")
    brings = client.get(page).content.decode()
    wrong = client.post(f"{page}/sent", {"carrier": "Road"})
    client.post(f"{page}/sent", {"carrier": "Road", "number": "CN77"})
    sends = client.get(page).content.decode()

    assert ("You bring it" in brings, wrong.status_code) == (True, 422)
    assert ("CN77" in sends, "I have sent it" in sends) == (True, False)
    assert parcel_awaited(rma).number == "CN77"


def test_the_paper_speaks_the_language_of_the_customer(asked):
    _client, rma = asked
    approved(rma)

    with override("en"):
        text = extract_text(BytesIO(instruction_paper(rma, language="zh-hans", at=NOW)))

    assert "无法工作" in text
    assert "防静电袋" in text
