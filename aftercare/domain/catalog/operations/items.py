"""What is in the catalog, and how far its life has gone."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.catalog.events import ItemEdited, ItemRegistered, MilestoneSet
from aftercare.domain.catalog.models import Item, LifecycleDate
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.policies.numbers import is_item_class, plain_number
from aftercare.domain.catalog.states import LifecycleStage
from aftercare.domain.catalog.steps import correct, keep_item
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused


class ItemIncomplete(Refused):
    """An item needs a code and a name, and a class that rules can name."""


class CodeIsTaken(Refused):
    """Another item has this code."""


class SourceMissing(Refused):
    """A date in the life of an item counts only with the name of who says so."""


@transaction.atomic
def register_item(
    *, code: str, name: str, kind: str, actor: Actor, at: datetime, **details: Any
) -> Item:
    """
    Take an item into the catalog; one of this code that is there already is corrected.

    Said twice the same, the second time changes nothing. Raises `ItemIncomplete`.
    """
    actor.must(CatalogPermission.EDIT)
    facts = _tidy({"code": code, "name": name, "kind": kind} | details)
    _must_be_complete(facts)
    known = Item.objects.select_for_update().filter(code__iexact=facts["code"]).first()
    item = known or Item(since=at)
    changed = correct(item, facts)
    if changed:
        keep_item(item, at=at)
        event = ItemEdited(item.pk, changed) if known else ItemRegistered(item.pk)
        announce(event, actor=actor, at=at)
    return item


@transaction.atomic
def edit_item(item: Item, *, actor: Actor, at: datetime, **details: Any) -> None:
    """Correct what we know of an item. Raises `ItemIncomplete`, `CodeIsTaken`."""
    actor.must(CatalogPermission.EDIT)
    item = Item.objects.select_for_update().get(pk=item.pk)
    facts = _tidy(details)
    _must_be_complete({"code": item.code, "name": item.name} | facts)
    code = facts.get("code", item.code)
    if Item.objects.filter(code__iexact=code).exclude(pk=item.pk).exists():
        raise CodeIsTaken(_("Another item has the code “%(code)s”.") % {"code": code})
    changed = correct(item, facts)
    if changed:
        keep_item(item, at=at)
        announce(ItemEdited(item.pk, changed), actor=actor, at=at)


@transaction.atomic
def set_milestone(
    item: Item,
    stage: LifecycleStage,
    *,
    on: date | None,
    source: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """
    Say from when on an item stands at a stage of its life, and who says so.

    Without a day what was said is taken back. Raises `SourceMissing`.
    """
    actor.must(CatalogPermission.EDIT)
    known = LifecycleDate.objects.filter(item=item, stage=stage)
    if on is None:
        known.delete()
    elif not source.strip():
        raise SourceMissing(_("Say where the date comes from: a notice, a letter, a web page."))
    else:
        told = {"on": on, "source": source.strip()}
        LifecycleDate.objects.update_or_create(item=item, stage=stage, defaults=told)
    announce(MilestoneSet(item.pk, stage, str(on or "")), actor=actor, at=at)


def _tidy(details: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        name: " ".join(value.split()) if isinstance(value, str) and name != "note" else value
        for name, value in details.items()
    }
    if "aliases" in facts:
        facts["aliases"] = list(dict.fromkeys(filter(None, map(str.strip, facts["aliases"]))))
    if "names" in facts:
        facts["names"] = {tag: text for tag, text in facts["names"].items() if text.strip()}
    return facts


def _must_be_complete(facts: Mapping[str, Any]) -> None:
    if not plain_number(facts["code"]) or not facts["name"]:
        raise ItemIncomplete(_("An item needs a code and a name."))
    item_class = facts.get("item_class", "")
    if item_class and not is_item_class(item_class):
        raise ItemIncomplete(
            _("“%(text)s” is not a class. Write it in small letters and dots: television.lcd.")
            % {"text": item_class}
        )
