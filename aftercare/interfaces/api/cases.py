from datetime import datetime
from typing import Any, Literal

from django.shortcuts import get_object_or_404
from ninja import File, Router, Schema, Status, UploadedFile

from aftercare.base.files.models import FileLink, StoredFile
from aftercare.base.files.queries import files_of
from aftercare.base.people.queries import visible_teams, visible_users
from aftercare.base.search.queries import parse_query
from aftercare.domain.cases.models import Case, Note
from aftercare.domain.cases.operations.answers import add_note, reply_to_customer
from aftercare.domain.cases.operations.drafts import attach_to_draft
from aftercare.domain.cases.operations.intake import open_case
from aftercare.domain.cases.operations.outcome import solve_case
from aftercare.domain.cases.operations.work import assign_case
from aftercare.domain.cases.queries import (
    matching_cases,
    messages_in,
    my_draft,
    page_of,
    visible_cases,
)
from aftercare.domain.cases.states import CaseKind, Priority
from aftercare.domain.conversations.models import Message
from aftercare.domain.customers.queries import visible_contacts
from aftercare.domain.customers.states import Introduction
from aftercare.interfaces.api.paging import After, Limit, Page, page_by_key
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.kit import clock
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref

router = Router(tags=["Cases"])


class CaseOut(Schema):
    """A matter of a customer. `version` grows with each change."""

    code: str
    subject: str
    status: str
    waiting_for: str
    priority: str
    kind: str
    channel: str
    language: str
    tags: list[str]
    customer: str | None
    contact: int | None
    team: str | None
    assignee: str | None
    opened_at: datetime
    active_at: datetime
    due_at: datetime | None
    solved_at: datetime | None
    needs_answer: bool
    version: int

    @staticmethod
    def resolve_customer(case: Case) -> str | None:
        """Return the number of the customer."""
        return case.account.code if case.account else None

    @staticmethod
    def resolve_contact(case: Case) -> int | None:
        """Return the key of the person."""
        return case.contact_id

    @staticmethod
    def resolve_team(case: Case) -> str | None:
        """Return the code of the team."""
        return case.team.code if case.team else None

    @staticmethod
    def resolve_assignee(case: Case) -> str | None:
        """Return the handle of who works on it."""
        return case.assignee.handle if case.assignee else None


class CallerIn(Schema):
    """Whose matter it is, when they are not known by a number; known addresses are recognized."""

    name: str = ""
    email: str = ""
    phone: str = ""
    company: str = ""


class CaseIn(Schema):
    """A matter to open."""

    subject: str
    text: str = ""
    channel: Literal["phone", "counter"] = "phone"
    kind: CaseKind | Literal[""] = ""
    priority: Priority | Literal[""] = ""
    team: str = ""
    contact: int | None = None
    caller: CallerIn | None = None


class MessageOut(Schema):
    """One thing said, by the customer (`in`) or by us (`out`)."""

    id: int
    direction: str
    status: str
    sender_name: str
    sender_address: str
    to: list[str]
    cc: list[str]
    subject: str
    text: str
    at: datetime


class AnswerIn(Schema):
    """`files` are ids of files sent to this case before. `version` guards against crossing."""

    text: str
    cc: list[str] = []
    files: list[int] = []
    version: int | None = None


class NoteIn(Schema):
    """What the customer never sees."""

    text: str


class NoteOut(Schema):
    """What the customer never sees."""

    id: int
    text: str
    at: datetime


class AssignmentIn(Schema):
    """Code of a team and handle of a person; null for nobody."""

    team: str | None = None
    assignee: str | None = None


class SolutionIn(Schema):
    """What ends it for the customer, and why it happened."""

    solution: str = ""
    cause: str = ""


class FileOut(Schema):
    """A file that waits for an answer to go with."""

    id: int
    name: str
    type: str
    size: int

    @staticmethod
    def resolve_type(link: FileLink) -> str:
        """Return what the content shows."""
        return link.file.type

    @staticmethod
    def resolve_size(link: FileLink) -> int:
        """Return how many bytes it has."""
        return link.file.size


def case_of(actor: Actor, code: str) -> Case:
    """Return the case of this number; 404 if there is none for the actor."""
    related = visible_cases(actor).select_related("account", "team", "assignee")
    return get_object_or_404(related, code=code)


@router.get("/cases", response=Page[CaseOut])
def list_cases(
    request: ActorRequest, q: str = "", after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """List cases, the last active first. `q` is a query as in the inbox: `status:open tag:fota`."""
    cases = matching_cases(parse_query(q), actor=request.actor, at=clock.now())
    page = page_of(cases, after=after, size=limit)
    return {"items": page.cases, "next": page.after or None}


@router.post("/cases", response={201: CaseOut})
def create_case(request: ActorRequest, given: CaseIn) -> Status[Case]:
    """Open a case, for a `contact` we know or a `caller` who tells who they are."""
    contacts, teams = visible_contacts(request.actor), visible_teams(request.actor)
    case = open_case(
        get_object_or_404(contacts, pk=given.contact) if given.contact else None,
        caller=Introduction(**given.caller.dict()) if given.caller else None,
        subject=given.subject,
        text=given.text,
        channel=given.channel,
        kind=given.kind,
        priority=given.priority,
        team=get_object_or_404(teams, code=given.team) if given.team else None,
        actor=request.actor,
        at=clock.now(),
    )
    return Status(201, Case.objects.select_related("account", "team", "assignee").get(pk=case.pk))


@router.get("/cases/{code}", response=CaseOut)
def show_case(request: ActorRequest, code: str) -> Case:
    """Show a case."""
    return case_of(request.actor, code)


@router.get("/cases/{code}/messages", response=Page[MessageOut])
def list_messages(
    request: ActorRequest, code: str, after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """List what was said in a case, the newest first."""
    case = case_of(request.actor, code)
    return page_by_key(messages_in(case), after=after, limit=limit)


@router.post("/cases/{code}/files", response={201: FileOut})
def send_file(request: ActorRequest, code: str, file: File[UploadedFile]) -> Status[FileLink]:
    """Send a file that is to go with the next answer; `files` of the answer names its id."""
    case = case_of(request.actor, code)
    added = attach_to_draft(
        case,
        kind="reply",
        content=file.open(),
        name=file.name or "file",
        actor=request.actor,
        at=clock.now(),
    )
    return Status(201, added)


def _files(case: Case, keys: list[int], actor: Actor) -> list[tuple[StoredFile, str]]:
    draft = my_draft(case, "reply", actor) if keys else None
    sent = files_of(ref(draft)).in_bulk(keys) if draft else {}
    links = [sent.get(key) for key in keys]
    return [(link.file, link.name) for link in links if link]


@router.post("/cases/{code}/answers", response={201: MessageOut})
def answer_customer(request: ActorRequest, code: str, given: AnswerIn) -> Status[Message]:
    """Answer the customer; it goes out after ten seconds, in which it can be taken back."""
    case = case_of(request.actor, code)
    message = reply_to_customer(
        case,
        text=given.text,
        cc=given.cc,
        files=_files(case, given.files, request.actor),
        seen=given.version,
        actor=request.actor,
        at=clock.now(),
    )
    return Status(201, message)


@router.post("/cases/{code}/notes", response={201: NoteOut})
def note_on_case(request: ActorRequest, code: str, given: NoteIn) -> Status[Note]:
    """Add a note that the customer never sees; `@handle` tells a colleague."""
    case = case_of(request.actor, code)
    return Status(201, add_note(case, text=given.text, actor=request.actor, at=clock.now()))


@router.post("/cases/{code}/assignment", response=CaseOut)
def assign(request: ActorRequest, code: str, given: AssignmentIn) -> Case:
    """Give a case to a team, a person, or back to the pile."""
    teams, people = visible_teams(request.actor), visible_users(request.actor)
    assign_case(
        case_of(request.actor, code),
        team=get_object_or_404(teams, code=given.team) if given.team else None,
        assignee=get_object_or_404(people, handle=given.assignee) if given.assignee else None,
        actor=request.actor,
        at=clock.now(),
    )
    return Case.objects.select_related("account", "team", "assignee").get(code=code)


@router.post("/cases/{code}/solution", response=CaseOut)
def solve(request: ActorRequest, code: str, given: SolutionIn) -> Case:
    """Solve a case."""
    case = case_of(request.actor, code)
    solve_case(
        case, solution=given.solution, cause=given.cause, actor=request.actor, at=clock.now()
    )
    return Case.objects.select_related("account", "team", "assignee").get(pk=case.pk)
