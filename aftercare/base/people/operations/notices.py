"""What somebody should know of: seen, and told by mail where it was not seen."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from aftercare.base.journal.steps import announce, later
from aftercare.base.people.events import (
    NotificationsDropped,
    NotificationsMailed,
    NotificationsRead,
)
from aftercare.base.people.models import Notification, User
from aftercare.base.people.permissions import PeoplePermission
from aftercare.base.people.queries import notices_to_mail
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref

MOST_IN_A_MAIL = 200
MOST_AT_ONCE = 5000


@transaction.atomic
def read_notifications(*, actor: Actor, at: datetime) -> None:
    """Note that the actor has seen all they should know of."""
    actor.must(PeoplePermission.BE_ONESELF)
    unread = Notification.objects.filter(user=actor.id, read_at=None)
    if unread.update(read_at=at):
        announce(NotificationsRead(user_id=actor.id), actor=actor, at=at)


@transaction.atomic
def read_notifications_about(subject: Ref, *, actor: Actor, at: datetime) -> None:
    """Note that the actor has seen what they should know of one thing."""
    actor.must(PeoplePermission.BE_ONESELF)
    unread = Notification.objects.filter(user=actor.id, about=str(subject), read_at=None)
    if unread.update(read_at=at):
        announce(NotificationsRead(user_id=actor.id), actor=actor, at=at)


@transaction.atomic
def drop_old_notifications(*, keep_days: int, actor: Actor, at: datetime) -> int:
    """
    Remove what people should have known of long ago, and return how much it was.

    Read or not: whoever comes back after months looks at the thing itself. At most some
    thousand at once, so that nobody waits for it.
    """
    actor.must(PeoplePermission.SET_UP)
    old = Notification.objects.filter(at__lt=at - timedelta(days=keep_days)).order_by("pk")
    count, _kinds = Notification.objects.filter(
        pk__in=list(old.values_list("pk", flat=True)[:MOST_AT_ONCE])
    ).delete()
    if count:
        announce(NotificationsDropped(count=count), actor=actor, at=at)
    return count


@transaction.atomic
def mail_notifications(
    user: User,
    *,
    write: Callable[[Sequence[Notification]], tuple[str, str]],
    actor: Actor,
    at: datetime,
) -> None:
    """
    Tell somebody by mail what they wanted to hear that way and have not seen by now, once.

    `write` makes subject and text of it; it is asked only for what nobody has read or mailed
    meanwhile.
    """
    actor.must(PeoplePermission.SET_UP)
    waiting = notices_to_mail(at).filter(user=user).select_for_update(skip_locked=True)
    notices = list(waiting.order_by("-pk")[:MOST_IN_A_MAIL])
    if not notices:
        return
    subject, text = write(notices)
    Notification.objects.filter(pk__in=[each.pk for each in notices]).update(mailed_at=at)
    later("people.send_mail", to=user.email, subject=subject, text=text)
    announce(NotificationsMailed(user_id=user.pk, count=len(notices)), actor=actor, at=at)
