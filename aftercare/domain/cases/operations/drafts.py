"""What somebody is writing, with the files that will go with it, and notices we drafted."""

from datetime import datetime
from typing import IO

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from aftercare.base.files.models import FileLink
from aftercare.base.files.queries import files_of
from aftercare.base.files.steps import FileTooLarge, link, store, unlink
from aftercare.domain.cases.events import NoticeSettled
from aftercare.domain.cases.models import Case, Draft
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import my_draft, threads_of
from aftercare.domain.cases.steps import announce_case, keep_draft
from aftercare.domain.conversations.queries import most_bytes
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class NoticeIsGone(Refused):
    """Somebody has used the drafted notice, or thrown it away, in the meantime."""


@transaction.atomic
def save_draft(case: Case, *, kind: str, text: str, actor: Actor, at: datetime) -> Draft:
    """Keep what somebody is writing; no part of any story. Empty, it is thrown away."""
    actor.must(CasePermission.VIEW)
    return keep_draft(case, kind=kind, text=text, actor=actor, at=at)


@transaction.atomic
def attach_to_draft(
    case: Case, *, kind: str, content: IO[bytes], name: str, actor: Actor, at: datetime
) -> FileLink:
    """
    Let a file go with what somebody is writing.

    All files together may be as large as the channel takes. Raises `FileTooLarge`.
    """
    actor.must(CasePermission.REPLY)
    mine = Draft.objects.filter(user=actor.id)
    new = {"user_id": actor.id, "text": "", "at": at}
    draft, _created = mine.get_or_create(case=case, kind=kind, defaults=new)
    room = _room(case)
    taken = files_of(ref(draft)).aggregate(size=Sum("file__size"))["size"] or 0
    if room is not None and taken >= room:
        raise FileTooLarge(_("There is no room for another file. Send a link to it instead."))
    stored = store(content, at=at, largest=room and room - taken)
    added = link(stored, ref(draft), name=name, readers=[str(actor.ref)], at=at)
    save_draft(case, kind=kind, text=_text_now(draft), actor=actor, at=at)
    return added


@transaction.atomic
def detach_from_draft(case: Case, file: FileLink, *, kind: str, actor: Actor, at: datetime) -> None:
    """Take a file off what somebody is writing."""
    actor.must(CasePermission.REPLY)
    draft = my_draft(case, kind, actor)
    if draft is not None:
        unlink(file.file, ref(draft))
        save_draft(case, kind=kind, text=_text_now(draft), actor=actor, at=at)


def _text_now(draft: Draft) -> str:
    # While a file comes in, its writer goes on typing; what they saved meanwhile must stay.
    return Draft.objects.select_for_update().get(pk=draft.pk).text


def _room(case: Case) -> int | None:
    thread = threads_of(case).select_related("account").order_by("-last_message_at").first()
    return most_bytes(thread) if thread else None


@transaction.atomic
def use_notice(case: Case, *, actor: Actor, at: datetime) -> Draft:
    """
    Put the drafted notice before what the actor is writing, to be changed and sent.

    Raises `NoticeIsGone`.
    """
    actor.must(CasePermission.REPLY)
    notice = _take_notice(case)
    mine = my_draft(case, "reply", actor)
    text = "\n\n".join(filter(None, [notice.text, mine.text if mine else ""]))
    draft = keep_draft(case, kind="reply", text=text, actor=actor, at=at)
    announce_case(NoticeSettled, case, used=True, actor=actor, at=at)
    return draft


@transaction.atomic
def drop_notice(case: Case, *, actor: Actor, at: datetime) -> None:
    """Throw the drafted notice away. Raises `NoticeIsGone`."""
    actor.must(CasePermission.REPLY)
    _take_notice(case)
    announce_case(NoticeSettled, case, used=False, actor=actor, at=at)


def _take_notice(case: Case) -> Draft:
    waiting = Draft.objects.select_for_update().filter(case=case, user=None, kind="notice")
    notice = waiting.first()
    if notice is None:
        raise NoticeIsGone(_("Somebody has used this notice or thrown it away already."))
    waiting.delete()
    return notice
