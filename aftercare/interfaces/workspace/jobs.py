from functools import partial

from procrastinate.contrib.django import app

from aftercare.base.people.operations.notices import mail_notifications
from aftercare.base.people.queries import people_to_mail
from aftercare.base.spreadsheets.models import Export
from aftercare.base.spreadsheets.states import ExportStatus
from aftercare.interfaces.workspace.exports.making import make_file
from aftercare.interfaces.workspace.notifications.letters import letter
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM


@app.task(name="workspace.make_export", retry=3)
def make_export(*, export_id: int) -> None:
    """Make a long list into a file, in the name and the language of who asked."""
    export = Export.objects.select_related("by").get(pk=export_id)
    if export.status == ExportStatus.MAKING:
        make_file(export, export.by)


@app.periodic(cron="* * * * *")
@app.task(name="workspace.mail_notifications", queueing_lock="workspace.mail_notifications")
def mail_what_was_not_read(timestamp: int) -> None:
    """Tell people by mail what they want to hear that way and have not read."""
    at = clock.now()
    for user in people_to_mail(at):
        mail_notifications(user, write=partial(letter, user), actor=SYSTEM, at=at)
