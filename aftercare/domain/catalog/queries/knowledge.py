"""Documents, fault codes, notices of change, and all that a notice touches."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from aftercare.base.search.queries import Hit, clean, find
from aftercare.domain.catalog.models import (
    ChangeNotice,
    DocumentPart,
    FaultCode,
    Item,
    ItemDocument,
    Parameter,
)
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.queries.items import RELEASED
from aftercare.domain.catalog.states import Audience, DocumentKind
from aftercare.kit.actors import SYSTEM, Actor
from aftercare.kit.refs import Ref, ref

IN_THE_BOX = (DocumentKind.USER_MANUAL, DocumentKind.WEAR_PARTS)
"""Kinds of documents that lie in the box of what is sold, so that anybody may read them."""
MOST_PARTS_ASKED = 1_000
"""Pieces that one question looks at, the first of each document before the second ones."""


def visible_documents(actor: Actor) -> QuerySet[ItemDocument]:
    """Return the documents `actor` may read; who is outside, those released with their item."""
    documents = ItemDocument.objects.select_related("item", "file")
    documents = documents.order_by("kind", "title", "-revision", "language", "pk")
    if actor.kind in RELEASED:
        released = RELEASED[actor.kind]
        return documents.filter(audience__in=released, item__audience__in=released)
    return documents if actor.may(CatalogPermission.VIEW) else documents.none()


def titles_of(keys: Iterable[int], actor: Actor) -> dict[int, str]:
    """Return what documents are called, as far as `actor` may read them."""
    wanted = list(keys)
    if not wanted:
        return {}
    return dict(visible_documents(actor).filter(pk__in=wanted).values_list("pk", "title"))


def documents_for_anybody() -> QuerySet[ItemDocument]:
    """
    Return what may be read without a sign-in: the manuals that lie in the box.

    They are released to customers with their item. What else is released to customers is for
    those who have such an item, not for who asks.
    """
    documents = ItemDocument.objects.select_related("item", "file")
    released = documents.filter(audience=Audience.CUSTOMER, item__audience=Audience.CUSTOMER)
    return released.filter(kind__in=IN_THE_BOX).order_by("kind", "title", "-revision", "pk")


def passages_in(documents: Collection[ItemDocument], words: str) -> dict[int, Hit]:
    """
    Return where documents say most of some words, by their keys, the likeliest first.

    All they say is looked at, which the caller has to have found readable; what is found by
    its title only is among them. Four statements, however long they are.
    """
    known = {each.pk: each for each in documents}
    parts = DocumentPart.objects.filter(document__in=known).order_by("number", "document")
    keys = parts.values_list("pk", flat=True)[:MOST_PARTS_ASKED]
    within = [*map(ref, documents), *(Ref("document_part", key) for key in keys)]
    hits = find(words, actor=SYSTEM, within=within, limit=len(known)).hits if known else []
    return {hit.whole.id: _of_text(hit, known[hit.whole.id]) for hit in hits}


def names_with(document: ItemDocument) -> str:
    """Return what stands before the text of a document where it is filed."""
    item = document.item
    return f"{item.name} {item.part_number} {document.file_name} "


def _of_text(hit: Hit, document: ItemDocument) -> Hit:
    is_begin = hit.subject == ref(document)
    return (
        replace(hit, text=hit.text.removeprefix(clean(names_with(document)))) if is_begin else hit
    )


def visible_parameters(actor: Actor) -> QuerySet[Parameter]:
    """Return which properties items may have."""
    parameters = Parameter.objects.order_by("name", "pk")
    return parameters if actor.may(CatalogPermission.VIEW) else parameters.none()


def visible_fault_codes(actor: Actor) -> QuerySet[FaultCode]:
    """Return the codes of all kinds, also those retired."""
    codes = FaultCode.objects.select_related("parent").order_by("kind", "code")
    return codes if actor.may(CatalogPermission.VIEW) else codes.none()


def fault_codes_for(item_class: str, kind: str) -> QuerySet[FaultCode]:
    """Return the codes of a kind that are offered for items of a class."""
    parts = item_class.split(".")
    classes = [".".join(parts[: end + 1]) for end in range(len(parts))]
    offered = FaultCode.objects.filter(kind=kind, retired=False)
    return offered.filter(Q(item_class="") | Q(item_class__in=classes)).order_by("code")


def visible_notices(actor: Actor) -> QuerySet[ChangeNotice]:
    """Return the notices of makers for our own people, the newest first."""
    notices = ChangeNotice.objects.order_by("-issued_on", "-pk")
    inside = actor.kind not in RELEASED and actor.may(CatalogPermission.VIEW)
    return notices if inside else notices.none()


def notices_of(item: Item) -> QuerySet[ChangeNotice]:
    """Return the notices that name an item, the newest first."""
    return ChangeNotice.objects.filter(items__item=item).order_by("-issued_on", "-pk")


@dataclass(frozen=True)
class Touched:
    """Something that is touched when items change, and how many of it; `code` is its number."""

    name: str
    count: int | Decimal
    detail: str = ""
    code: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def name_in(self, language: str) -> str:
        """Return the name in `language`, or the one everybody understands."""
        return self.names.get(language) or self.name


@dataclass(frozen=True)
class Reach:
    """
    What a change is about, by keys of items: those it names, and these with all that contain them.

    With lots or days it is about what was made in them only.
    """

    named: tuple[int, ...]
    items: tuple[int, ...]
    lots: tuple[str, ...] = ()
    made_from: date | None = None
    made_until: date | None = None

    @property
    def has_days(self) -> bool:
        return bool(self.made_from or self.made_until)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.lots) or self.has_days


def reach_of(notice: ChangeNotice, named: Iterable[int], containing: Iterable[int]) -> Reach:
    """Return what a notice is about, given the items it names and those that contain them."""
    keys = tuple(sorted(named))
    return Reach(
        named=keys,
        items=tuple(sorted({*keys, *containing})),
        lots=tuple(notice.lots),
        made_from=notice.made_from,
        made_until=notice.made_until,
    )


@dataclass(frozen=True)
class Holder:
    """How an app that holds something made of items tells what a notice touches, most first."""

    name: str
    title: Any
    touched: Callable[[Reach, Actor], Iterable[Touched]]
    is_counted_itself: bool = False
    """Such as contracts: there are as many as are named, whatever each counts."""


_holders: dict[str, Holder] = {}


def register_holder(holder: Holder) -> None:
    """Let an app tell what a notice touches; it calls this once, when it is ready."""
    _holders[holder.name] = holder


def touched_by(reach: Reach, actor: Actor) -> list[tuple[Holder, list[Touched]]]:
    """Return what the apps above hold of what a change is about."""
    looks = [(holder, list(holder.touched(reach, actor))) for holder in _holders.values()]
    return [(holder, found) for holder, found in looks if found]
