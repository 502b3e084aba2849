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
from aftercare.domain.catalog.policies.pdf import pages_of_pdf
from aftercare.domain.catalog.states import Reading
from aftercare.domain.catalog.steps import begun_document, correct, file_document, is_pdf
from aftercare.domain.catalog.steps.reading import PAGES_AT_ONCE, forget_parts, hold, keep_pages
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
    document = known or begun_document(item, file, at=at)
    if known:
        hold(known)
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
    hold(document)
    changed = correct(document, details)
    if changed:
        document.save()
        file_document(document, at=at)
        event = DocumentEdited(document.item_id, document.pk, changed)
        announce(event, actor=actor, at=at)


@transaction.atomic
def read_document(document: ItemDocument, *, actor: Actor, at: datetime) -> bool:
    """
    Make the next pages of what a PDF says findable; return whether there may be more.

    What is read already, or by another just now, stays. What cannot be read is found by its
    title.
    """
    actor.must(CatalogPermission.EDIT)
    if not is_pdf(document.file) or document.reading in {Reading.DONE, Reading.CUT}:
        return False
    with document.file.open() as content:
        pages = pages_of_pdf(content, after=document.pages_read, most=PAGES_AT_ONCE)
    documents = ItemDocument.objects.select_related("item", "file").select_for_update(of=("self",))
    held = documents.filter(pk=document.pk, pages_read=document.pages_read).first()
    if held is None or held.reading != document.reading:
        return False
    keep_pages(held, pages, at=at)
    if held.reading == Reading.UNDERWAY:
        return True
    if held.text:
        announce(DocumentEdited(held.item_id, held.pk, ("text",)), actor=actor, at=at)
    return False


@transaction.atomic
def remove_document(document: ItemDocument, *, actor: Actor, at: datetime) -> None:
    """Take a document out of the library."""
    actor.must(CatalogPermission.EDIT)
    event = DocumentRemoved(document.item_id, document.pk)
    # What is being read waits, then finds nothing to add to.
    hold(document)
    forget_parts(document)
    forget(ref(document))
    document.delete()
    announce(event, actor=actor, at=at)
