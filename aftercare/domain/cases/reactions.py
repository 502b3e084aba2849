from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from aftercare.base.promises.events import PromiseSlipping
from aftercare.domain.cases.events import CaseOpened
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.operations.answers import (
    note_answer_sent,
    note_reply_lost,
    take_in_answer,
)
from aftercare.domain.cases.operations.automatic import acknowledge_case
from aftercare.domain.cases.operations.intake import take_in_message
from aftercare.domain.cases.operations.numbers import name_unit_where_confirmed
from aftercare.domain.cases.queries.units import units_waited_for
from aftercare.domain.cases.steps import draft_notice
from aftercare.domain.cases.steps.levels import extend_levels_to_merged, narrow_levels_again
from aftercare.domain.conversations.events import (
    MessageBounced,
    MessageFailed,
    MessageReceived,
    MessageSent,
    MessageWrittenElsewhere,
)
from aftercare.domain.conversations.models import Message
from aftercare.domain.customers.events import (
    AccountsMerged,
    AccountsUnmerged,
    ContactsMerged,
    ContactsUnmerged,
)
from aftercare.domain.customers.steps import move_back, move_to_merged
from aftercare.domain.units.events import UnitIntroduced, UnitsImported
from aftercare.domain.units.models import Unit
from aftercare.kit.actors import Actor
from aftercare.kit.languages import nearest_language
from aftercare.kit.reactions import reacts_to
from aftercare.kit.together import at_hand


@reacts_to(MessageReceived)
def put_into_case(event: MessageReceived, *, actor: Actor, at: datetime) -> None:
    """Let what a customer writes arrive in the case it belongs to, or open one."""
    messages = Message.objects.select_related("thread__account", "thread__contact__account")
    message = at_hand(Message, event.message_id) or messages.get(pk=event.message_id)
    take_in_message(message, actor=actor, at=at)


@reacts_to(MessageSent)
def keep_promised_response(event: MessageSent, *, actor: Actor, at: datetime) -> None:
    """Keep the promised response once the answer has really gone out."""
    key = event.message_id
    message = at_hand(Message, key) or Message.objects.get(pk=key)
    note_answer_sent(message, actor=actor, at=at)


@reacts_to(MessageWrittenElsewhere)
def take_in_answer_from_elsewhere(
    event: MessageWrittenElsewhere, *, actor: Actor, at: datetime
) -> None:
    """Let what we wrote in a program of the channel itself arrive in its case."""
    message = Message.objects.select_related("thread").get(pk=event.message_id)
    take_in_answer(message, actor=actor, at=at)


@reacts_to(MessageFailed)
def tell_of_failed_answer(event: MessageFailed, *, actor: Actor, at: datetime) -> None:
    """Let the case want an answer again when one could not be sent."""
    note_reply_lost(Message.objects.get(pk=event.message_id), actor=actor, at=at)


@reacts_to(MessageBounced)
def tell_of_bounced_answer(event: MessageBounced, *, actor: Actor, at: datetime) -> None:
    """Let the case want an answer again when one came back."""
    note_reply_lost(Message.objects.get(pk=event.message_id), actor=actor, at=at)


@reacts_to(CaseOpened)
def confirm_receipt(event: CaseOpened, *, actor: Actor, at: datetime) -> None:
    """Tell the customer that we have the matter, if that was switched on."""
    key = event.case_id
    case = at_hand(Case, key) or Case.objects.select_related("contact").get(pk=key)
    acknowledge_case(case, actor=actor, at=at)


@reacts_to(PromiseSlipping)
def prepare_notice(event: PromiseSlipping, *, actor: Actor, at: datetime) -> None:
    """Prepare a word to the customer before a date slips; a person sends it or does not."""
    kind, _colon, number = event.subject.partition(":")
    if kind != "case":
        return
    case = Case.objects.get(pk=int(number))
    with override(nearest_language(case.language)):
        text = _(
            "we are still working on your matter %(code)s and will need a little longer than"
            " we said. You will hear from us with a new date."
        ) % {"code": case.code}
    draft_notice(case, text=text, actor=actor, at=at)


@reacts_to(ContactsMerged)
def move_cases_of_merged(event: ContactsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the matters of the first of two contacts be those of the second."""
    move_to_merged(event, Case)


@reacts_to(ContactsUnmerged)
def move_cases_back(event: ContactsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the matters that were moved when two contacts were one."""
    move_back(event, Case)


@reacts_to(AccountsMerged)
def move_cases_of_merged_account(event: AccountsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the matters of the first of two accounts be those of the second."""
    move_to_merged(event, Case)


@reacts_to(AccountsUnmerged)
def move_cases_of_account_back(event: AccountsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the matters that were moved when two accounts were one."""
    move_back(event, Case)


@reacts_to(AccountsMerged)
def keep_service_of_merged_account(event: AccountsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the second of two accounts have the service levels that named the first."""
    extend_levels_to_merged(event)


@reacts_to(AccountsUnmerged)
def take_service_of_account_back(event: AccountsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Take back the service levels an account had only while two were one."""
    narrow_levels_again(event)


@reacts_to(UnitsImported)
def name_imported_units(event: UnitsImported, *, actor: Actor, at: datetime) -> None:
    """Let matters be about units whose serials were confirmed before they came from a file."""
    for unit in units_waited_for(event.units):
        name_unit_where_confirmed(unit, actor=actor, at=at)


@reacts_to(UnitIntroduced)
def name_unit_once_known(event: UnitIntroduced, *, actor: Actor, at: datetime) -> None:
    """Let matters be about a unit whose serial was confirmed before anybody knew the unit."""
    name_unit_where_confirmed(Unit.objects.get(pk=event.unit_id), actor=actor, at=at)
