from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from aftercare.base.people.models import Invitation


@app.task(name="people.send_invitation", retry=5)
def send_invitation(*, invitation_id: int, token: str) -> None:
    """Mail somebody the way in."""
    invitation = Invitation.objects.get(pk=invitation_id)
    text = _(
        "Hello %(name)s,\n\nyou are invited to Aftercare. Choose a password here within seven"
        " days:\n\n%(address)s/join/%(token)s\n"
    ) % {"name": invitation.name, "address": settings.PUBLIC_URL, "token": token}
    send_mail(_("Your invitation to Aftercare"), text, None, [invitation.email])
