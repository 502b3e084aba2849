"""Contracts: written down, and changed by a new version."""

from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.steps import next_code
from aftercare.base.files.models import FileLink
from aftercare.base.files.steps import link, store, unlink
from aftercare.base.journal.steps import announce
from aftercare.domain.coverage.events import ContractFileChanged, ContractRecorded
from aftercare.domain.coverage.models import Contract, ContractVersion
from aftercare.domain.coverage.permissions import CoveragePermission
from aftercare.domain.coverage.policies.contracts import shelf_of_contract
from aftercare.domain.coverage.policies.facts import Agreement
from aftercare.domain.coverage.policies.reading import MissingFacts, NotUnderstood, read
from aftercare.domain.coverage.queries.contracts import as_fact, clauses_of
from aftercare.domain.coverage.queries.spares import counted_in
from aftercare.domain.coverage.states import ContractKind
from aftercare.domain.customers.models import Account
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused

READERS = [f"may:{CoveragePermission.VIEW}"]


class ClausesNotUnderstood(Refused):
    """The clauses of a contract mean nothing as they are written."""


class DatesCross(Refused):
    """A contract would end before it begins."""


class NotOfThisContract(Refused):
    """The file documents something else."""


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
        agreement = read(Agreement, as_fact(contract, counted_in(contract, clauses)))
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


@transaction.atomic
def attach_to_contract(
    contract: Contract, content: IO[bytes], *, name: str, actor: Actor, at: datetime
) -> None:
    """
    Keep a file with a contract, such as the signed copy, for who may see contracts.

    The same file under the same name is there once. Raises `FileTooLarge`.
    """
    actor.must(CoveragePermission.AGREE)
    link(store(content, at=at), ref(contract), name=name, readers=READERS, at=at)
    _announce_file(contract, attached=True, actor=actor, at=at)


@transaction.atomic
def detach_from_contract(
    contract: Contract, linked: FileLink, *, actor: Actor, at: datetime
) -> None:
    """Take a file away from a contract. Raises `NotOfThisContract`."""
    actor.must(CoveragePermission.AGREE)
    if linked.subject != str(ref(contract)):
        raise NotOfThisContract(_("This file is not of this contract."))
    unlink(linked.file, ref(contract))
    _announce_file(contract, attached=False, actor=actor, at=at)


def _announce_file(contract: Contract, *, attached: bool, actor: Actor, at: datetime) -> None:
    event = ContractFileChanged(
        contract_id=contract.pk, account_id=contract.account_id, attached=attached
    )
    announce(event, actor=actor, at=at)
