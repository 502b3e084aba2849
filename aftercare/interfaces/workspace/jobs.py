from functools import partial

from procrastinate.contrib.django import app

from aftercare.base.people.operations.notices import mail_notifications
from aftercare.base.people.queries import people_to_mail
from aftercare.interfaces.workspace.notifications.letters import letter
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


@app.periodic(cron="* * * * *")
@app.task(name="workspace.mail_notifications", queueing_lock="workspace.mail_notifications")
def mail_what_was_not_read(timestamp: int) -> None:
    """Tell people by mail what they want to hear that way and have not read."""
    at = clock.now()
    for user in people_to_mail(at):
        mail_notifications(user, write=partial(letter, user), actor=SYSTEM, at=at)
