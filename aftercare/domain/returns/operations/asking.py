"""Somebody wants to send something back: our people write it down, or the customer does."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.domain.cases.models import Case
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.returns.events import EvidenceAdded, ReturnRequested
from aftercare.domain.returns.models import ReturnReason, Rma
from aftercare.domain.returns.permissions import ReturnPermission
from aftercare.domain.returns.queries.rules import evidence_lacking
from aftercare.domain.returns.states import ENDED, Shown, Wish
from aftercare.domain.returns.steps import announce_rma, begin_return, hold_rma, keep_shown
from aftercare.domain.returns.steps.opening import approve_by_rule
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class NobodysReturn(Refused):
    """A return is a customer's."""


class NothingShown(Refused):
    """Who adds evidence brings a file, while the return is open."""


class NowhereToSend(Refused):
    """We have no site that takes returns."""


@transaction.atomic
def open_return(
    wish: Wish,
    *,
    reason: ReturnReason,
    site: Site,
    case: Case | None = None,
    account: Account | None = None,
    contact: Contact | None = None,
    actor: Actor,
    at: datetime,
) -> Rma:
    """
    Write down what a customer wants to send back; it has its number from now on.

    Whose case it is, nobody types again. Raises `NobodysReturn`, and what `begin_return` raises.
    """
    actor.must(ReturnPermission.OPEN)
    if case and account is None and contact is None:
        account, contact = case.account, case.contact
    if account is None and contact is None:
        raise NobodysReturn(_("Say which customer sends it back."))
    rma = Rma(reason=reason, site=site, case=case, account=account, contact=contact)
    return _announce(begin_return(rma, wish, actor=actor, at=at), actor=actor, at=at)


@transaction.atomic
def request_own_return(
    wish: Wish, *, reason: ReturnReason, case: Case | None = None, actor: Actor, at: datetime
) -> Rma:
    """
    Let a customer ask to send something of theirs back; they see the number at once.

    Raises `NobodysReturn`, `NowhereToSend`, and what `begin_return` raises.
    """
    actor.must(ReturnPermission.REQUEST_OWN)
    account = Account.objects.filter(pk=actor.account_id or 0).first()
    contact = Contact.objects.filter(pk=actor.contact_id or 0).first()
    if account is None and contact is None:
        raise NobodysReturn(_("We do not know you by this address any more. Please write us."))
    site = Site.objects.order_by("pk").first()
    if site is None:
        raise NowhereToSend(_("Nothing can be returned from here now. Please write us."))
    rma = Rma(reason=reason, site=site, case=case, account=account, contact=contact)
    return _announce(begin_return(rma, wish, actor=actor, at=at), actor=actor, at=at)


def _announce(rma: Rma, *, actor: Actor, at: datetime) -> Rma:
    lacking = tuple(evidence_lacking(rma))
    announce_rma(ReturnRequested, rma, evidence_missing=lacking, actor=actor, at=at)
    approve_by_rule(rma, actor=actor, at=at)
    return rma


@transaction.atomic
def add_evidence(rma: Rma, *, shown: Sequence[Shown], actor: Actor, at: datetime) -> None:
    """Keep more that shows why something is returned. Raises `NothingShown`."""
    actor.must(ReturnPermission.OPEN)
    _announce_evidence(rma, shown, actor, at)


@transaction.atomic
def add_own_evidence(rma: Rma, *, shown: Sequence[Shown], actor: Actor, at: datetime) -> None:
    """Let a customer show more; what was missing may be all a rule asks. Raises `NothingShown`."""
    actor.must(ReturnPermission.REQUEST_OWN)
    _announce_evidence(rma, shown, actor, at)


def _announce_evidence(rma: Rma, shown: Sequence[Shown], actor: Actor, at: datetime) -> None:
    rma = hold_rma(rma)
    if not shown or rma.status in ENDED:
        raise NothingShown(_("Choose at least one file, while the return is open."))
    kept = keep_shown(rma, shown, actor=actor, at=at)
    announce_rma(EvidenceAdded, rma, files=len(kept), actor=actor, at=at)
    approve_by_rule(rma, actor=actor, at=at)
