from datetime import UTC, datetime

from aftercare.base.search.steps import index
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref

MONDAY = datetime(2025, 3, 10, 8, 0, tzinfo=UTC)
WEI = Actor("user", 7, "Wei", frozenset({"cases.view_all", "search.find"}), frozenset({3}))
MARIA = Actor("customer", 5, "Maria", frozenset({"search.find"}), account_id=5)
EVERYBODY = ["may:search.find"]


def make_document(id_, title="", body="", **given):
    facts = {
        "kind": "case",
        "code": f"C-2025-{id_:05}",
        "facets": {},
        "readers": EVERYBODY,
        "at": MONDAY,
    } | given
    subject = Ref(facts["kind"], id_)
    index(subject, title=title, body=body, **facts)
    return subject
