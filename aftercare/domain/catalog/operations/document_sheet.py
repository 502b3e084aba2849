"""Documents that come in a ZIP, with a table that says what each is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from aftercare.base.files.models import StoredFile
from aftercare.base.journal.steps import announce_all
from aftercare.base.spreadsheets.queries import Sheet
from aftercare.base.spreadsheets.states import (
    Column,
    ColumnKind,
    Outcome,
    Record,
    Verdict,
    why_kept,
)
from aftercare.domain.catalog.events import DocumentFiled
from aftercare.domain.catalog.models import Item, ItemDocument
from aftercare.domain.catalog.operations.documents import edit_document, remove_document
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.queries import find_items
from aftercare.domain.catalog.states import Audience, DocumentKind
from aftercare.domain.catalog.steps import begun_document, correct, file_document
from aftercare.kit.actors import Actor
from aftercare.kit.refs import ref

_SAID = ("kind", "title", "revision", "language", "audience")


@dataclass(frozen=True)
class _Row:
    """What a row says of a file: whose it is, and what is known of it so far."""

    item: Item | None
    file: StoredFile
    known: ItemDocument | None
    details: Mapping[str, str]


@transaction.atomic
def import_documents(records: Sequence[Record], *, actor: Actor, at: datetime) -> list[Outcome]:
    """Put documents about items into the library, or correct what we say of them."""
    actor.must(CatalogPermission.EDIT)
    filed: list[ItemDocument] = []
    outcomes = []
    for row in _read(records):
        if row.item and _verdict(row).state == "new":
            filed.append(_file(row.item, row, at=at))
            outcomes.append(Outcome("new", str(ref(filed[-1])), {}, _values(filed[-1])))
        else:
            outcomes.append(_correct(row, actor=actor, at=at))
    # What a PDF says is read in a job after that, one for each.
    announce_all([DocumentFiled(each.item_id, each.pk) for each in filed], actor=actor, at=at)
    return outcomes


def _file(item: Item, row: _Row, *, at: datetime) -> ItemDocument:
    document = begun_document(item, row.file, at=at)
    correct(document, {"title": row.details["file_name"][:160], **row.details})
    document.save()
    file_document(document, at=at)
    return document


def _correct(row: _Row, *, actor: Actor, at: datetime) -> Outcome:
    if row.known is None:
        return Outcome("error", reason=_verdict(row).reason)
    subject, before = str(ref(row.known)), _values(row.known)
    changed = {name: said for name, said in row.details.items() if before[name] != said}
    if not changed:
        return Outcome("same", subject)
    edit_document(row.known, **changed, actor=actor, at=at)
    return Outcome("changed", subject, {name: before[name] for name in changed}, changed)


@transaction.atomic
def undo_documents(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]:
    """Take back what an import did to the library, where nobody has changed it since."""
    actor.must(CatalogPermission.EDIT)
    documents = ItemDocument.objects.select_related("item", "file")
    known = documents.select_for_update(of=("self",)).in_bulk([each.key for each in outcomes])
    reasons = []
    for each in outcomes:
        document = known.get(each.key)
        reasons.append(why_kept(_values(document) if document else None, each))
        if document is None or reasons[-1]:
            continue
        if each.before:
            edit_document(document, **each.before, actor=actor, at=at)
        else:
            remove_document(document, actor=actor, at=at)
    return reasons


def _values(document: ItemDocument) -> dict[str, Any]:
    return {name: getattr(document, name) for name in (*_SAID, "file_name")}


def _read(records: Sequence[Record]) -> list[_Row]:
    items = find_items({record["item"] for record in records})
    named = [record["file"].partition("/") for record in records]
    files = StoredFile.objects.in_bulk({int(key) for key, _slash, _name in named})
    there = ItemDocument.objects.filter(item__in=items.values(), file__in=files.values())
    known = {(each.item_id, each.file_id): each for each in there.select_related("item", "file")}
    rows = []
    for record, (key, _slash, name) in zip(records, named, strict=True):
        item, file = items.get(record["item"]), files[int(key)]
        document = known.get((item.pk, file.pk)) if item else None
        # An empty cell says nothing: what is known stays.
        said = {each: record[each] for each in _SAID if record.get(each)}
        rows.append(_Row(item, file, document, said | {"file_name": name}))
    return rows


def _check(records: Sequence[Record]) -> list[Verdict]:
    return [_verdict(row) for row in _read(records)]


def _verdict(row: _Row) -> Verdict:
    if row.item is None:
        why = _("There is no item with this number, or several with it.")
        return Verdict("error", "item", why)
    if row.known is None and "kind" not in row.details:
        return Verdict("error", "kind", _("Something has to stand here."))
    if row.known is None:
        return Verdict("new")
    is_same = all(getattr(row.known, name) == said for name, said in row.details.items())
    return Verdict("same" if is_same else "changed")


def _identify(record: Record) -> str:
    return f"{record.get('item', '').upper()}/{record.get('file', '').partition('/')[0]}"


DOCUMENTS = Sheet(
    name="documents",
    title=gettext_lazy("Documents"),
    text=gettext_lazy("Datasheets and manuals of items: a ZIP with the files and a table of them."),
    icon="file-text",
    permission=CatalogPermission.EDIT,
    identify=_identify,
    check=_check,
    apply=import_documents,
    undo=undo_documents,
    columns=(
        Column(
            "item",
            gettext_lazy("Item"),
            kind=ColumnKind.CODE,
            is_required=True,
            longest=80,
            example="NW-5540",
            also=("code", "item code", "part number", "sku", "料号", "物料编码", "料號", "品號"),
        ),
        Column(
            "file",
            gettext_lazy("File"),
            kind=ColumnKind.FILE,
            is_required=True,
            example="NW-5540 manual.pdf",
            help=gettext_lazy("The name of a file in the same ZIP."),
            also=("file name", "filename", "attachment", "文件名", "文件", "檔名", "檔案"),
        ),
        Column(
            "kind",
            gettext_lazy("Kind"),
            choices=tuple(DocumentKind.choices),
            also=("type", "document type", "文件类型", "类型", "類型", "uri"),
        ),
        Column(
            "title",
            gettext_lazy("Title"),
            longest=160,
            help=gettext_lazy("Empty: it is called like its file."),
            also=("name", "document", "标题", "名称", "標題", "名稱", "pamagat"),
        ),
        Column("revision", gettext_lazy("Revision"), longest=20, also=("rev", "version", "版本")),
        Column(
            "language",
            gettext_lazy("Language"),
            choices=tuple(settings.LANGUAGES),
            also=("lang", "语言", "語言", "wika"),
        ),
        Column(
            "audience",
            pgettext_lazy("of a document", "Who may read it"),
            choices=tuple(Audience.choices),
            also=("audience", "for", "读者", "公开范围", "對象"),
        ),
    ),
)
