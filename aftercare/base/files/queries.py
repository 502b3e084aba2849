from datetime import datetime

from django.db.models import Exists, ManyToOneRel, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import Setting, register_setting
from aftercare.base.files.models import FileLink, StoredFile
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref

KEEP_DAYS = register_setting(
    Setting(
        "files.keep_days",
        30,
        _("Days after which a file that nothing refers to is removed for good."),
    )
)


def readable_files(actor: Actor) -> QuerySet[FileLink]:
    """Return the files `actor` may read, each under what it documents."""
    links = FileLink.objects.select_related("file")
    if actor.kind == "system":
        return links
    return links.filter(readers__overlap=actor.audience)


def stored_files() -> QuerySet[StoredFile]:
    """Return everything that is kept, for backups: no question of who may read it."""
    return StoredFile.objects.order_by("pk")


def visible_links(actor: Actor, subject: Ref) -> QuerySet[FileLink]:
    """Return the files of `subject` that `actor` may read, the oldest first."""
    return readable_files(actor).filter(subject=str(subject)).order_by("pk")


def files_of(subject: Ref) -> QuerySet[FileLink]:
    """Return the files that document `subject`, the oldest first."""
    return FileLink.objects.filter(subject=str(subject)).select_related("file").order_by("pk")


def forsaken_files(before: datetime) -> QuerySet[StoredFile]:
    """Return what came last before an instant and is what no row of any app points to."""
    files = StoredFile.objects.filter(at__lt=before)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            rows = relation.field.model._base_manager
            files = files.filter(~Exists(rows.filter(**{relation.field.name: OuterRef("pk")})))
    return files
