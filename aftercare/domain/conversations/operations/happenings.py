"""All that channels tell us: messages, how far ours got, what was changed, who came near."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import singledispatch

from django.db import transaction

from aftercare.base.files.steps import store
from aftercare.base.journal.steps import no_longer
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
from aftercare.domain.conversations.operations.intake import enter_message
from aftercare.domain.conversations.permissions import ConversationPermission
from aftercare.domain.conversations.ports import (
    Attachment,
    Happening,
    Incoming,
    Progress,
    Revision,
    Touch,
)
from aftercare.domain.conversations.queries import (
    find_message,
    find_our_message,
    message_named,
    sent_to,
)
from aftercare.domain.conversations.states import EnvelopeState
from aftercare.domain.conversations.steps import advance, announce_message, kind_of_peer, lock_peers
from aftercare.domain.customers.steps import expect
from aftercare.kit.actors import Actor
from aftercare.kit.together import done_together


@transaction.atomic
def take_in(
    envelope: Envelope, happenings: Sequence[Happening], *, actor: Actor, at: datetime
) -> None:
    """Take in all that came in one envelope, or nothing of it. Taken in twice, it is there once."""
    actor.must(ConversationPermission.RECEIVE)
    lock_peers(*_peers(envelope, happenings))
    Envelope.objects.filter(pk=envelope.pk).update(status=EnvelopeState.HANDLED, problem="")
    enter_happenings(envelope, happenings, actor=actor, at=at)


@transaction.atomic
def take_in_together(
    envelopes: Iterable[Envelope],
    *,
    read: Callable[[Envelope], Sequence[Happening]],
    actor: Actor,
    at: datetime,
) -> None:
    """
    Take in many envelopes, and let all who react answer at once: everything, or nothing.

    Each counts from when it was received, at the latest from `at`. What somebody else takes in
    at this moment is left to them. What cannot be read or answered is an error; the caller then
    takes in one after the other.
    """
    actor.must(ConversationPermission.RECEIVE)
    held = _hold_waiting(envelopes)
    told = [(each, read(each)) for each in envelopes if each.pk in held]
    lock_peers(*(peer for each, happenings in told for peer in _peers(each, happenings)))
    Envelope.objects.filter(pk__in=held).update(status=EnvelopeState.HANDLED, problem="")
    no_longer("conversations.handle_envelope", "envelope_id", held)
    with done_together(of=len(told)):
        _expect(told)
        for each, happenings in told:
            enter_happenings(each, happenings, actor=actor, at=min(each.received_at, at))


@transaction.atomic
def enter_happenings(
    envelope: Envelope, happenings: Iterable[Happening], *, actor: Actor, at: datetime
) -> None:
    """Let count what came in an envelope, for a caller who has locked the peers."""
    actor.must(ConversationPermission.RECEIVE)
    for each in happenings:
        if isinstance(each, Incoming):
            enter_message(envelope.account, each, envelope=envelope, actor=actor, at=at)
        else:
            _note(each, envelope.account, actor=actor, at=at)


def _hold_waiting(envelopes: Iterable[Envelope]) -> list[int]:
    keys = [each.pk for each in envelopes]
    waiting = Envelope.objects.filter(pk__in=keys, status=EnvelopeState.WAITING)
    return list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))


def _peers(
    envelope: Envelope, happenings: Iterable[Happening]
) -> Iterator[tuple[ChannelAccount, str]]:
    return ((envelope.account, each.peer) for each in happenings if each.peer)


def _expect(told: Iterable[tuple[Envelope, Sequence[Happening]]]) -> None:
    """Look up at once whom and what these mails are going to ask for, one after the other."""
    mails = [
        (envelope.account, each)
        for envelope, happenings in told
        for each in happenings
        if isinstance(each, Incoming)
    ]
    message_named.ahead((account.pk, each.external_id[:300]) for account, each in mails)
    expect((kind_of_peer(account, each.peer), each.peer) for account, each in mails)


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
