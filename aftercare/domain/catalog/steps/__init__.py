from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from aftercare.base.files.models import StoredFile
from aftercare.base.search.steps import Filing, filing, index, index_all
from aftercare.domain.catalog.models import ChangeNotice, Item, ItemDocument, ParameterValue
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.policies.numbers import plain_number
from aftercare.domain.catalog.queries import names_with
from aftercare.domain.catalog.states import Reading
from aftercare.kit.refs import ref

READERS = [f"may:{CatalogPermission.VIEW}"]


def correct(row: Model, details: Mapping[str, Any]) -> tuple[str, ...]:
    """Put new values into a row without saving it, and return the names of those that differ."""
    changed = {name: value for name, value in details.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return tuple(changed)


def keep_item(item: Item, *, at: datetime) -> None:
    """Save an item with its numbers as they are compared, and make it findable by them."""
    item.numbers = numbers_of(item)
    item.save()
    file_items([item], at=at)


def numbers_of(item: Item) -> list[str]:
    """Return the numbers of an item as they are compared."""
    written = [item.code, item.part_number, *item.aliases]
    return sorted(filter(None, set(map(plain_number, written))))


def file_items(items: Sequence[Item], *, at: datetime) -> None:
    """Make items findable by their numbers and by their names in all languages."""
    index_all(_filings_of(items, at=at))


def filings_of_items(keys: Sequence[int], at: datetime) -> list[Filing]:
    """Return what makes items findable, by their keys."""
    return _filings_of(list(Item.objects.select_for_update().filter(pk__in=keys)), at=at)


def _filings_of(items: Sequence[Item], *, at: datetime) -> list[Filing]:
    said: dict[int, list[str]] = {}
    for key, text in ParameterValue.objects.filter(item__in=items).values_list("item", "text"):
        said.setdefault(key, []).append(text)
    return [_item_filing(item, said.get(item.pk, []), at=at) for item in items]


def _item_filing(item: Item, parameters: Sequence[str], *, at: datetime) -> Filing:
    return filing(
        ref(item),
        kind="item",
        code=item.code,
        title=f"{item.code} {item.name}",
        body=" ".join(
            [
                item.maker,
                item.part_number,
                *item.aliases,
                *item.names.values(),
                *parameters,
                item.note,
            ]
        ),
        facets={
            "kind": item.kind,
            "class": item.item_class,
            "maker": item.maker,
            "wear": item.is_wear_part,
        },
        readers=READERS,
        at=at,
    )


def is_pdf(file: StoredFile) -> bool:
    """Tell whether a file may say something that can be read."""
    return file.type == "application/pdf"


def begun_document(item: Item, file: StoredFile, *, at: datetime) -> ItemDocument:
    """Return a new document, not stored yet; what a PDF says is still to be read."""
    reading = Reading.UNDERWAY if is_pdf(file) else ""
    return ItemDocument(item=item, file=file, reading=reading, since=at)


def file_document(document: ItemDocument, *, at: datetime) -> None:
    """Make a document findable by its title, its item and what it says."""
    item = document.item
    index(
        ref(document),
        kind="item_document",
        code=item.code,
        title=f"{document.title} {document.revision}".strip(),
        body=f"{names_with(document)}{document.text}",
        facets={"kind": document.kind},
        readers=READERS,
        at=at,
    )


def file_notice(notice: ChangeNotice, items: Sequence[Item], *, at: datetime) -> None:
    """Make a notice findable by its number and by the items it names."""
    numbers = [each for item in items for each in (item.code, item.part_number)]
    index(
        ref(notice),
        kind="change_notice",
        code=notice.number,
        title=notice.title,
        body=" ".join([notice.maker, notice.summary, *numbers, *notice.lots]),
        facets={"kind": notice.kind, "maker": notice.maker},
        readers=READERS,
        at=at,
    )
