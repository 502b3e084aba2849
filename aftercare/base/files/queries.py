from django.db.models import QuerySet

from aftercare.base.files.models import FileLink
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref


def readable_files(actor: Actor) -> QuerySet[FileLink]:
    """Return the files `actor` may read, each under what it documents."""
    links = FileLink.objects.select_related("file")
    if actor.kind == "system":
        return links
    return links.filter(readers__overlap=actor.audience)


def files_of(subject: Ref) -> QuerySet[FileLink]:
    """Return the files that document `subject`, the oldest first."""
    return FileLink.objects.filter(subject=str(subject)).select_related("file").order_by("pk")
