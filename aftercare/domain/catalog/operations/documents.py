"""The library: what there is to read about items, and who may read it."""

from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.files.steps import store, tidy
from aftercare.base.journal.steps import announce
from aftercare.base.search.steps import forget
from aftercare.domain.catalog.events import DocumentEdited, DocumentFiled, DocumentRemoved
from aftercare.domain.catalog.models import Item, ItemDocument
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.policies.pdf import text_of_pdf
from aftercare.domain.catalog.steps import correct, file_document
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref
from aftercare.kit.refusals import Refused


class TitleMissing(Refused):
    """A document needs a title."""


@transaction.atomic
def add_document(
    item: Item,
    content: IO[bytes] | bytes,
    *,
    file_name: str,
    kind: str,
    title: str = "",
    actor: Actor,
    at: datetime,
    **details: Any,
) -> ItemDocument:
    """
    Put a document about an item into the library; what a PDF says is read right after.

    Without a title it is called like its file. The same file of the same item again is
    corrected. Raises `FileTooLarge`.
    """
    actor.must(CatalogPermission.EDIT)
    file = store(content, at=at)
    name = tidy(file_name)
    told = {"kind": kind, "title": (title.strip() or name)[:160], "file_name": name, **details}
    known = ItemDocument.objects.filter(item=item, file=file).first()
    document = known or ItemDocument(item=item, file=file, since=at)
    correct(document, told)
    document.save()
    file_document(document, at=at)
    announce(DocumentFiled(item.pk, document.pk), actor=actor, at=at)
    return document


@transaction.atomic
def edit_document(document: ItemDocument, *, actor: Actor, at: datetime, **details: Any) -> None:
    """Correct what we say of a document, or who may see it. Raises `TitleMissing`."""
    actor.must(CatalogPermission.EDIT)
    if not details.get("title", document.title).strip():
        raise TitleMissing(_("Enter a title."))
    changed = correct(document, details)
    if changed:
        document.save()
        file_document(document, at=at)
        event = DocumentEdited(document.item_id, document.pk, changed)
        announce(event, actor=actor, at=at)


@transaction.atomic
def read_document(document: ItemDocument, *, actor: Actor, at: datetime) -> None:
    """Make what a PDF says findable. What cannot be read is found by its title."""
    actor.must(CatalogPermission.EDIT)
    if document.file.type != "application/pdf":
        return
    with document.file.open() as content:
        changed = correct(document, {"text": text_of_pdf(content)})
    if changed:
        document.save(update_fields=["text"])
        file_document(document, at=at)
        announce(DocumentEdited(document.item_id, document.pk, changed), actor=actor, at=at)


@transaction.atomic
def remove_document(document: ItemDocument, *, actor: Actor, at: datetime) -> None:
    """Take a document out of the library."""
    actor.must(CatalogPermission.EDIT)
    event = DocumentRemoved(document.item_id, document.pk)
    forget(ref(document))
    document.delete()
    announce(event, actor=actor, at=at)
