"""What Northwell has agreed with its customers, and what it decides on their matters."""

import tomllib
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from aftercare.base.people.queries import visible_roles
from aftercare.demo.founding import DATA, Northwell
from aftercare.demo.matters import Act, Matter
from aftercare.domain.catalog.queries import find_item
from aftercare.domain.coverage.operations.contracts import record_contract
from aftercare.domain.coverage.operations.decisions import decide_coverage
from aftercare.domain.coverage.operations.goodwill import set_goodwill_limit
from aftercare.domain.coverage.operations.suppliers import GuaranteeTerms, record_supplier_guarantee
from aftercare.domain.coverage.queries.contracts import contracts_for
from aftercare.domain.coverage.queries.spares import ratio_contracts
from aftercare.domain.customers.operations.records import register_account
from aftercare.domain.orders.operations.spares import give_free_spares
from aftercare.domain.stock.queries import visible_places
from aftercare.domain.stock.states import Goods, Line
from aftercare.domain.units.states import DateKind
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

AGREED = tomllib.loads((DATA / "contracts.toml").read_text())
SPARES = (("MB-6500", "A-05", 3, 41), ("PSU-6500", "A-02", 2, 12))
"""Free spares that were given by the ratio of a contract: of what, from where, how long ago."""
DAYS = ("sold_on", "delivered_on", "invoiced_on", "found_on", "began_on", "ended_on")


def agree_on_service(northwell: Northwell) -> None:
    """Write down the contracts, and say how much goodwill each role may grant."""
    given: dict[str, Any] = {"actor": SYSTEM, "at": northwell.until - timedelta(days=700)}
    for each in AGREED["contract"]:
        clauses = {name: value for name, value in each.items() if name not in ("who", "title")}
        who = northwell.regulars[each["who"]] if "who" in each else None
        account = who.contact.account if who else None
        record_contract(None, title=each["title"], account=account, clauses=clauses, **given)
    for each in AGREED["supplier"]:
        _agree_with_supplier(each, given)
    roles = {role.code: role for role in visible_roles(SYSTEM)}
    for limit in AGREED["limit"]:
        amount = Decimal(limit["amount"])
        role = roles[limit["role"]]
        set_goodwill_limit(role, amount=amount, currency=limit["currency"], **given)


def give_free_spares_agreed(northwell: Northwell) -> None:
    """Give the customer with a ratio some of the spares that are due to them."""
    (contract,) = ratio_contracts(SYSTEM)
    for code, place, quantity, ago in SPARES:
        item = find_item(code)
        if item:
            source = visible_places(SYSTEM).get(code=place)
            at = northwell.until - timedelta(days=ago)
            line = Line(Goods(item.pk), Decimal(quantity), f"spares-{code}")
            actor = northwell.who("admin")
            give_free_spares(contract, line, source=source, item=None, actor=actor, at=at)


def _agree_with_supplier(agreed: dict[str, Any], given: dict[str, Any]) -> None:
    supplier = register_account(name=agreed["name"], country=agreed["country"], **given)
    for term in agreed["terms"]:
        said = dict(term)
        item_class, starts = said.pop("item_class"), DateKind(said.pop("starts"))
        terms = GuaranteeTerms(starts=starts, **said)
        record_supplier_guarantee(
            None, supplier=supplier, item_class=item_class, terms=terms, **given
        )


def decides(matter: Matter, facts: dict[str, Any]) -> Act:
    """Return the act of deciding who pays, by facts whose days are counted back from now."""

    def act(at: datetime) -> None:
        dated = _dated(facts, at)
        account = matter.customer.contact.account
        known = {
            "today": at.date().isoformat(),
            "country": account.country,
            "buyer": "business" if account.kind == "company" else "consumer",
            "contracts": contracts_for(account, None),
        }
        decide_coverage(ref(matter.case), facts=known | dated, actor=matter.agent(), at=at)

    return act


def _dated(facts: Any, at: datetime) -> Any:
    """Return facts with days in the place of how long ago they were."""
    if isinstance(facts, list):
        return [_dated(each, at) for each in facts]
    if not isinstance(facts, dict):
        return facts
    return {
        name: (at - timedelta(days=value)).date().isoformat() if name in DAYS else _dated(value, at)
        for name, value in facts.items()
    }
