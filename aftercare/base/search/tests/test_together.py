from aftercare.base.search.models import SearchDocument, SearchText
from aftercare.base.search.steps import append, forget, index, open_documents_to, set_facets
from aftercare.base.search.tests.make import MONDAY, make_document
from aftercare.kit.refs import Ref
from aftercare.kit.together import history_is_replayed


def filed(subject):
    document = SearchDocument.objects.get(subject=str(subject))
    text = SearchText.objects.get(document=document).text
    values = SearchDocument.objects.filter(pk=document.pk).values(
        "code", "title", "facets", "readers", "at", "length", "vector"
    )
    return values.get() | {"text": text}


def tell(id_):
    subject = make_document(id_, title="Boot loop", body="It restarts.", facets={"status": "open"})
    append(subject, "Still restarts.", at=MONDAY)
    set_facets(subject, {"status": "solved"})
    open_documents_to(subject, ["team:3"])
    return subject


def test_a_replayed_document_is_filed_once_as_if_all_had_been_said_at_once(db):
    with history_is_replayed():
        replayed = tell(1)
        assert not SearchDocument.objects.exists()

    found = filed(replayed)
    index(
        replayed,
        kind="case",
        code="C-2025-00001",
        title="Boot loop",
        body="It restarts.\nStill restarts.",
        facets={"status": "solved"},
        readers=["team:3"],
        at=MONDAY,
    )
    assert filed(replayed) == found


def test_a_forgotten_document_is_not_filed(db):
    with history_is_replayed():
        forget(make_document(1))

    assert not SearchDocument.objects.exists()


def test_nothing_is_added_to_what_was_never_filed(db):
    with history_is_replayed():
        assert not append(Ref("case", 9), "Hello", at=MONDAY)

    assert not SearchDocument.objects.exists()
