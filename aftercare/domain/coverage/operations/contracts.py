"""Contracts: written down, and changed by a new version."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.steps import next_code
from aftercare.base.journal.steps import announce
from aftercare.domain.coverage.events import ContractRecorded
from aftercare.domain.coverage.models import Contract, ContractVersion
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.policies.contracts import shelf_of_contract
from aftercare.domain.coverage.policies.facts import Agreement
from aftercare.domain.coverage.policies.reading import MissingFacts, NotUnderstood, read
from aftercare.domain.coverage.queries.contracts import as_fact, clauses_of
from aftercare.domain.coverage.states import ContractKind
from aftercare.domain.customers.models import Account
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class ClausesNotUnderstood(Refused):
    """The clauses of a contract mean nothing as they are written."""


class DatesCross(Refused):
    """A contract would end before it begins."""


@transaction.atomic
def record_contract(
    contract: Contract | None,
    *,
    title: str,
    account: Account | None,
    clauses: dict[str, Any],
    begins_on: date | None = None,
    ends_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> Contract:
    """
    Write down a contract, or what it says from now on as its next version.

    Without a customer it is a promise to everyone. What was decided by an earlier version stays.
    Raises `ClausesNotUnderstood`, `DatesCross`.
    """
    actor.must(CoveragePermission.AGREE)
    if begins_on and ends_on and ends_on < begins_on:
        raise DatesCross(_("The contract would end before it begins."))
    if contract is None:
        contract = Contract(code=next_code("CT", at=at), since=at, version=0)
    else:
        contract = Contract.objects.select_for_update().get(pk=contract.pk)
    changes = contract.version == 0 or clauses != clauses_of(contract)
    contract.version += changes
    contract.title, contract.account = title.strip(), account
    contract.kind = ContractKind.CONTRACT if account else ContractKind.PROMISE
    contract.begins_on, contract.ends_on = begins_on, ends_on
    _must_be_understood(contract, clauses)
    contract.save()
    if changes:
        ContractVersion.objects.create(
            contract=contract, number=contract.version, clauses=clauses, by=str(actor.ref), at=at
        )
    recorded = ContractRecorded(
        contract_id=contract.pk, account_id=contract.account_id, version=contract.version
    )
    announce(recorded, actor=actor, at=at)
    return contract


def _must_be_understood(contract: Contract, clauses: dict[str, Any]) -> None:
    try:
        agreement = read(Agreement, as_fact(contract, clauses))
        shelf_of_contract(agreement, "")
        for term in agreement.terms:
            for each in term.classes or ("",):
                shelf_of_contract(agreement, each)
    except NotUnderstood as fault:
        raise ClausesNotUnderstood(
            _("Not understood: %(faults)s") % {"faults": "; ".join(fault.faults)}
        ) from None
    except MissingFacts as fault:
        raise ClausesNotUnderstood(
            _("Still missing: %(names)s") % {"names": ", ".join(fault.names)}
        ) from None
