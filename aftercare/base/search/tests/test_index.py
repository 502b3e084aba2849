from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from aftercare.base.search.models import SearchDocument, SearchText
from aftercare.base.search.policies.fields import _known as known
from aftercare.base.search.queries import FieldKind, SearchField, find
from aftercare.base.search.steps import append, forget, index, open_documents_to, set_facets
from aftercare.base.search.tests.make import EVERYBODY, MARIA, MONDAY, WEI, make_document
from aftercare.kit.refs import Ref


def found(text, actor=WEI):
    return [str(hit.subject) for hit in find(text, actor=actor, at=MONDAY).hits]


@pytest.fixture(autouse=True)
def _status(monkeypatch):
    monkeypatch.setitem(known, "status", SearchField("status", FieldKind.WORD, ""))


def test_replaces_what_was_filed_before(db):
    make_document(1, "Dark panel", "serial SNX-7731", facets={"status": "open"})

    make_document(1, "Loud fan", "serial QRT-1234", facets={"status": "solved"})

    assert found("fan") == found("1234") == found("status:solved") == ["case:1"]
    assert found("panel") == found("7731") == found("status:open") == []
    assert SearchDocument.objects.count() == SearchText.objects.count() == 1


def test_is_one_statement(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        make_document(1, "Dark panel")
    with django_assert_num_queries(1):
        append(Ref("case", 1), "It smokes", at=MONDAY)


def test_appends_a_message_once(db):
    case = make_document(1, "Dark panel")
    later = MONDAY + timedelta(days=9)

    assert append(case, "Now it smokes, serial SNX-7731", at=later)
    assert not append(case, "Now it smokes, serial SNX-7731", at=later)

    document = SearchDocument.objects.get()
    assert document.at == later
    assert document.vector.count("#") == 1
    assert found("panel smoke") == found("773") == ["case:1"]
    assert SearchText.objects.get().text.count("smokes") == 1


def test_the_same_words_at_another_time_are_another_message(db):
    case = make_document(1, "Dark panel")

    assert append(case, "Any news?", at=MONDAY)
    assert append(case, "Any news?", at=MONDAY + timedelta(days=1))


def test_does_not_append_to_what_is_not_filed(db):
    assert not append(Ref("case", 1), "It smokes", at=MONDAY)
    assert not SearchDocument.objects.exists()


def test_changes_some_fields_and_keeps_the_others(db):
    case = make_document(1, "Panel", facets={"status": "open", "tag": ["vip"]})

    set_facets(case, {"status": "solved"})

    assert found("status:solved") == found("panel") == ["case:1"]
    assert found("status:open") == []
    assert SearchDocument.objects.get().facets == {"status": ["solved"], "tag": ["vip"]}


def test_forgets(db):
    case = make_document(1, "Panel")

    forget(case)
    forget(case)

    assert found("panel") == []
    assert not SearchText.objects.exists()


def test_is_found_only_by_its_readers(db):
    case = make_document(1, "Panel", readers=["user:7", "account:5"])
    make_document(2, "Panel", readers=["account:6"])
    assert found("panel") == found("panel", MARIA) == ["case:1"]

    open_documents_to(case, ["team:3"])

    assert found("panel") == ["case:1"]
    assert found("panel", MARIA) == []


@pytest.mark.parametrize(
    "text",
    ["\0\ud800 \x1b panel", "a'b\\c \"'' \\", "x" * 300_000, "ab12 " * 60_000, "屏" * 100_000],
)
def test_takes_any_text(db, text):
    facets = {"status": text[:5_000], "o'clock\\": ["'", "\\"]}
    case = make_document(1, text, text, code=text, facets=facets)
    append(case, text, at=MONDAY)
    set_facets(case, {"status": "'"})

    assert SearchDocument.objects.filter(subject="case:1").exists()


def test_grows_no_longer_than_the_database_allows(db):
    case = make_document(1, "Long")
    for part in range(8):
        words = " ".join(f"w{part}{n}x" for n in range(8_000))
        append(case, words, at=MONDAY + timedelta(minutes=part))

    assert found("long") == ["case:1"]


@pytest.mark.django_db(transaction=True)
def test_many_writers_neither_wait_for_each_other_nor_lose_anything():
    start = Barrier(6)
    failures = []

    def write(writer):
        try:
            start.wait()
            for number in range(10):
                own = Ref("case", 100 + writer * 10 + number)
                given = {"facets": {}, "readers": EVERYBODY, "at": MONDAY}
                index(own, kind="case", code="", title="common words", body="panel", **given)
                index(
                    Ref("case", 1), kind="case", code="", title="shared", body=str(writer), **given
                )
                append(own, f"common message{writer}", at=MONDAY)
        except Exception as failure:  # noqa: BLE001  # whatever it is, the test shows it
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=write, args=[writer]) for writer in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len(find("common panel", actor=WEI, limit=100).hits) == 60
    assert len(find("message3", actor=WEI, limit=100).hits) == 10
    assert found("shared") == ["case:1"]


@pytest.mark.django_db(transaction=True)
def test_messages_appended_at_the_same_time_are_all_kept():
    case = make_document(1, "Panel")
    start = Barrier(4)

    def write(writer):
        start.wait()
        for number in range(5):
            append(case, f"word{writer}x{number}", at=MONDAY)
        connection.close()

    threads = [Thread(target=write, args=[writer]) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    text = SearchText.objects.get().text
    assert all(f"word{writer}x{number}" in text for writer in range(4) for number in range(5))
    assert found("word0x0 word3x4") == ["case:1"]
