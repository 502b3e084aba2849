from datetime import datetime

from aftercare.domain.catalog.events import DocumentFiled
from aftercare.domain.catalog.models import ItemDocument
from aftercare.domain.catalog.operations.documents import read_document
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.reactions import reacts_to


@reacts_to(DocumentFiled)
def make_the_text_findable(event: DocumentFiled, *, actor: Actor, at: datetime) -> None:
    """Read what a new document says, some pages at a time; it may be gone again."""
    documents = ItemDocument.objects.select_related("file", "item").defer("text")
    while document := documents.filter(pk=event.item_document_id).first():
        if not read_document(document, actor=SYSTEM, at=at):
            return
