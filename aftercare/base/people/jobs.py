from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from aftercare.base.company.queries import setting
from aftercare.base.people.models import Invitation
from aftercare.base.people.operations.notices import MOST_AT_ONCE, drop_old_notifications
from aftercare.base.people.policies import token_for
from aftercare.base.people.queries import NOTICES_KEEP_DAYS
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


@app.task(name="people.send_invitation", retry=5)
def send_invitation(*, invitation_id: int) -> None:
    """Mail somebody the way in, in their language, unless they are in or it has ended."""
    waiting = Invitation.objects.filter(accepted_by=None, expires_at__gt=clock.now())
    invitation = waiting.filter(pk=invitation_id).first()
    if invitation is None:
        return
    with translation.override(invitation.language):
        text = _(
            "Hello %(name)s,\n\nyou are invited to Aftercare. Choose a password here within seven"
            " days:\n\n%(address)s/join/%(token)s\n"
        ) % {
            "name": invitation.name,
            "address": settings.PUBLIC_URL,
            "token": token_for(invitation.pk),
        }
        send_mail(_("Your invitation to Aftercare"), text, None, [invitation.email])


@app.task(name="people.send_mail", retry=5)
def send_mail_of_the_system(*, to: str, subject: str, text: str) -> None:
    """Send what signing in has to tell somebody."""
    send_mail(subject, text, None, [to])


@app.periodic(cron="25 3 * * *")
@app.task(name="people.drop_old_notifications", queueing_lock="people.drop_old_notifications")
def drop_what_nobody_looks_at(timestamp: int) -> None:
    """Remove every night what people should have known of long ago."""
    days = setting(NOTICES_KEEP_DAYS.name)
    while drop_old_notifications(keep_days=days, actor=SYSTEM, at=clock.now()) == MOST_AT_ONCE:
        pass
