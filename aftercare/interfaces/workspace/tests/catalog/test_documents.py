from django.core.files.uploadedfile import SimpleUploadedFile

from aftercare.domain.catalog.models import ItemDocument
from aftercare.domain.catalog.operations.documents import add_document
from aftercare.domain.catalog.tests.make import MONDAY, make_item
from aftercare.interfaces.workspace.tests.make import signed_in
from aftercare.kit.actors import SYSTEM

ABOUT = {"kind": "datasheet", "title": "CV32 datasheet", "revision": "4", "language": "en"}


def test_a_document_is_added_and_handed_out(engineer, chip):
    file = SimpleUploadedFile("cv32.pdf", b"%PDF-1.4 text")
    given = ABOUT | {"audience": "customer", "file": file}

    answer = engineer.post("/items/IC-1/documents/new", given)

    document = ItemDocument.objects.get()
    assert answer.headers["Location"] == "/items/IC-1"
    assert (document.title, document.revision, document.audience) == (
        "CV32 datasheet",
        "4",
        "customer",
    )
    handed_out = engineer.get(f"/documents/{document.pk}")
    assert b"".join(handed_out.streaming_content) == b"%PDF-1.4 text"
    assert "CV32 datasheet" in engineer.get("/items/IC-1").content.decode()


def test_a_form_without_a_file_comes_back(engineer, chip):
    answer = engineer.post("/items/IC-1/documents/new", ABOUT | {"audience": "internal"})

    assert answer.status_code == 422
    assert not ItemDocument.objects.exists()


def test_a_document_is_corrected_and_removed(engineer, chip):
    document = add_document(chip, b"x", file_name="a", kind="other", actor=SYSTEM, at=MONDAY)

    engineer.post(f"/documents/{document.pk}/edit", ABOUT | {"audience": "station"})
    assert ItemDocument.objects.get().title == "CV32 datasheet"
    engineer.post(f"/documents/{document.pk}/remove")

    assert not ItemDocument.objects.exists()


def test_outsiders_get_what_is_released(db):
    tv = make_item("TV-1", audience="customer")
    released, kept = (
        add_document(
            tv, text, file_name="a", kind="user_manual", audience=audience, actor=SYSTEM, at=MONDAY
        )
        for text, audience in ((b"user", "customer"), (b"repair", "station"))
    )
    customer = signed_in("Jonas", roles=("customer",), kind="customer")
    station = signed_in("Dina", roles=("station",), kind="station")

    for document, content in ((released, b"user"), (kept, b"repair")):
        answer = station.get(f"/documents/{document.pk}")
        assert b"".join(answer.streaming_content) == content
        assert customer.get(f"/documents/{document.pk}").status_code == 404
    assert station.post(f"/documents/{kept.pk}/remove").status_code == 403
    assert ItemDocument.objects.count() == 2
