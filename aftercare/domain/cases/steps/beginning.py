"""How a higher app begins a matter with a customer: nobody has asked for anything."""

from datetime import datetime

from aftercare.domain.cases.events import CaseOpened
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.policies import excerpt
from aftercare.domain.cases.steps import announce_case, begin_case
from aftercare.domain.customers.models import Contact
from aftercare.kit.actors import Actor


def begin_matter(contact: Contact, *, subject: str, actor: Actor, at: datetime) -> Case:
    """Begin a matter with a customer, to write to them by mail; nothing is promised in it."""
    case = Case(subject=excerpt(subject, 300), channel="email", kind="", priority="")
    case.contact, case.needs_answer = contact, False
    case.assignee_id = actor.id if actor.kind == "user" else None
    case.last_from = actor.name
    case = begin_case(case, text="", at=at)
    announce_case(CaseOpened, case, channel=case.channel, actor=actor, at=at)
    return case
