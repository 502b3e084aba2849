from datetime import UTC, datetime

from aftercare.domain.coverage.operations.contracts import record_contract
from aftercare.domain.coverage.operations.decisions import decide_coverage
from aftercare.domain.coverage.operations.suppliers import GuaranteeTerms, record_supplier_guarantee
from aftercare.domain.coverage.states import Shown
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.units.states import DateKind
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.refs import Ref

MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
CASE = Ref("case", 12)
FACTS = {
    "today": "2026-03-09",
    "country": "CN",
    "buyer": "business",
    "item_class": "board",
    "sold_on": "2025-01-10",
    "delivered_on": "2025-01-20",
    "fault": {"kind": "performance", "cause": "defect"},
    "repairs": [],
    "waits": [],
    "contracts": [],
}
TERM = {"clause": "4.1", "starts": "delivered_on", "months": {"parts": 24, "labor": 12}}
EVIDENCE = [
    {"shows": "human_damage", "kind": "photo", "what": "burnt connector"},
    {"shows": "human_damage", "kind": "reading", "what": "U3 short, 0.2 ohm"},
]
SHOWN = [Shown(each["kind"], each["what"]) for each in EVIDENCE]
DAMAGED = FACTS | {"fault": {"kind": "performance", "cause": "human_damage"}, "evidence": EVIDENCE}


def make_contract(*terms, contract=None, account=None, at=MONDAY, **given):
    clauses = {"terms": [*terms] or [TERM]}
    account = account or (contract.account if contract else make_account("Sinag TV"))
    details = {"title": "Boards 2026", "account": account, "clauses": clauses}
    return record_contract(contract, **details | given, actor=SYSTEM, at=at)


def make_decision(subject=CASE, *, at=MONDAY, actor=SYSTEM, **given):
    return decide_coverage(subject, facts=FACTS | given, actor=actor, at=at)


def make_supplier_guarantee(
    supplier=None, *, item=None, item_class="board", guarantee=None, actor=SYSTEM, **given
):
    terms = {"clause": "Supply 2026 §7", "starts": DateKind.MANUFACTURED, "months": 24}
    return record_supplier_guarantee(
        guarantee,
        supplier=supplier or make_account("Hanwei Panels"),
        item=item,
        item_class="" if item else item_class,
        terms=GuaranteeTerms(**terms | given),
        actor=actor,
        at=MONDAY,
    )


def somebody(number, *permissions):
    return Actor("user", number, f"Nr {number}", frozenset(permissions))
