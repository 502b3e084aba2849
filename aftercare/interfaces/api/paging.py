"""Lists by the place of the last row, so that page 4,000 costs what page 1 does."""

from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query, Schema

T = TypeVar("T")
M = TypeVar("M", bound=Model)

After = Annotated[
    str, Query(max_length=40, description="`next` of the page before; nothing for the first.")
]
Limit = Annotated[int, Query(ge=1, le=200, description="Rows of a page.")]


class Page(Schema, Generic[T]):
    """Some rows, and where the list goes on; `next` is null at its end."""

    items: list[T]
    next: str | None


def page_by_key(rows: QuerySet[M], *, after: str, limit: int) -> dict[str, Any]:
    """Return the next rows, the newest first."""
    rows = rows.order_by("-pk")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: limit + 1])
    return {"items": found[:limit], "next": str(found[limit - 1].pk) if found[limit:] else None}
