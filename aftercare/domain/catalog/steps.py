from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model

from aftercare.base.search.steps import index
from aftercare.domain.catalog.models import Item
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.policies import plain_number
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
    written = [item.code, item.part_number, *item.aliases]
    item.numbers = sorted(filter(None, set(map(plain_number, written))))
    item.save()
    file_item(item, at=at)


def file_item(item: Item, *, at: datetime) -> None:
    """Make an item findable by its numbers and by its names in all languages."""
    index(
        ref(item),
        kind="item",
        code=item.code,
        title=f"{item.code} {item.name}",
        body=" ".join(
            [item.maker, item.part_number, *item.aliases, *item.names.values(), item.note]
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
