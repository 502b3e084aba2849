"""All that channels tell us: messages, how far ours got, what was changed, who came near."""

from collections.abc import Sequence
from datetime import datetime
from functools import singledispatch

from django.db import transaction

from aftercare.base.files.steps import store
from aftercare.domain.conversations.events import FileFetched, MessageRevised
from aftercare.domain.conversations.models import (
    AwaitedFile,
    ChannelAccount,
    EarlyWord,
    Envelope,
    MessageFile,
    MessageVersion,
    PeerTouch,
)
from aftercare.domain.conversations.operations.intake import receive_message
from aftercare.domain.conversations.permissions import ConversationPermission
from aftercare.domain.conversations.ports import (
    Attachment,
    Happening,
    Incoming,
    Progress,
    Revision,
    Touch,
)
from aftercare.domain.conversations.queries import find_message, find_our_message, sent_to
from aftercare.domain.conversations.states import EnvelopeState
from aftercare.domain.conversations.steps import advance, announce_message, lock_peers
from aftercare.kit.actors import Actor


@transaction.atomic
def take_in(
    envelope: Envelope, happenings: Sequence[Happening], *, actor: Actor, at: datetime
) -> None:
    """Take in all that came in one envelope, or nothing of it. Taken in twice, it is there once."""
    actor.must(ConversationPermission.RECEIVE)
    lock_peers(envelope.account, (each.peer for each in happenings if each.peer))
    Envelope.objects.filter(pk=envelope.pk).update(status=EnvelopeState.HANDLED, problem="")
    for each in happenings:
        if isinstance(each, Incoming):
            receive_message(envelope.account, each, envelope=envelope, actor=actor, at=at)
        else:
            _note(each, envelope.account, actor=actor, at=at)


@singledispatch
def _note(
    happening: Progress | Revision | Touch, account: ChannelAccount, *, actor: Actor, at: datetime
) -> None:
    raise NotImplementedError


@_note.register
def _note_progress(word: Progress, account: ChannelAccount, *, actor: Actor, at: datetime) -> None:
    """Let a message be as far as we are told, and remember what we cannot place yet."""
    if word.until is not None:
        messages = list(sent_to(account, word.peer, until=word.until))
    else:
        found = find_our_message(account, word.external_id)
        messages = [found] if found else []
        if not found:
            EarlyWord.objects.create(
                account=account,
                external_id=word.external_id[:300],
                state=word.state,
                why=word.why[:300],
                at=at,
            )
    for message in messages:
        advance(message, word.state, why=word.why, actor=actor, at=at)


@_note.register
def _note_revision(
    revision: Revision, account: ChannelAccount, *, actor: Actor, at: datetime
) -> None:
    """Show what somebody says now, and keep what they had said."""
    message = find_message(account, revision.external_id)
    is_theirs = message is not None and message.thread.peer == revision.peer
    if message is None or not is_theirs or message.removed_at is not None:
        return
    if not revision.is_removal and (message.text, message.html) == (revision.text, revision.html):
        return
    MessageVersion.objects.create(message=message, text=message.text, html=message.html, until=at)
    if revision.is_removal:
        message.removed_at = at
    else:
        message.text = message.reply_text = revision.text
        message.html = revision.html
    message.save(update_fields=["text", "reply_text", "html", "removed_at"])
    change = "removed" if revision.is_removal else "changed"
    announce_message(MessageRevised, message, actor=actor, at=at, change=change)


@_note.register
def _note_touch(touch: Touch, account: ChannelAccount, *, actor: Actor, at: datetime) -> None:
    """Remember that somebody came near: that may let us write for a while."""
    PeerTouch.objects.update_or_create(
        account=account, peer=touch.peer[:200], what=touch.what[:20], defaults={"at": at}
    )


@transaction.atomic
def keep_fetched_file(
    awaited: AwaitedFile, attachment: Attachment, *, actor: Actor, at: datetime
) -> None:
    """Put a file that a message only named beside it. Raises `FileTooLarge`."""
    actor.must(ConversationPermission.RECEIVE)
    file = store(attachment.content, at=at)
    MessageFile.objects.create(message=awaited.message, file=file, name=awaited.name)
    awaited.delete()
    announce_message(FileFetched, awaited.message, actor=actor, at=at, trouble="")


@transaction.atomic
def give_file_up(awaited: AwaitedFile, *, trouble: str, actor: Actor, at: datetime) -> None:
    """Say beside a message why one of its files will not come."""
    actor.must(ConversationPermission.RECEIVE)
    AwaitedFile.objects.filter(pk=awaited.pk).update(trouble=trouble[:300])
    announce_message(FileFetched, awaited.message, actor=actor, at=at, trouble=trouble[:80])
