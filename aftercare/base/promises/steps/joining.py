"""What is owed for two things that become one, and for two again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from aftercare.base.promises.models import Promise
from aftercare.base.promises.queries import first_of_each_kind, open_promises
from aftercare.kit.refs import Ref


def join_promises(
    subject: Ref, *, into: Ref, owner: Ref, readers: Sequence[str], at: datetime
) -> dict[str, Any]:
    """
    Let all that is owed for `subject` be owed for `into`. Of what is owed twice the earlier stays.

    Returns what `part_promises` needs to give it back: `moved`, the keys of promises that went
    over, and `spared`, pairs of one that is no longer owed and the one that stands for it.
    """
    both = open_promises().filter(subject__in=[str(subject), str(into)])
    owed = list(both.order_by("pk").select_for_update())
    stays = {each.kind: each.pk for each in first_of_each_kind(owed)}
    spared = [[each.pk, stays[each.kind]] for each in owed if each.pk != stays[each.kind]]
    moved = [
        each.pk for each in owed if each.subject == str(subject) and each.pk == stays[each.kind]
    ]
    Promise.objects.filter(pk__in=[key for key, _stands in spared]).update(withdrawn_at=at)
    Promise.objects.filter(pk__in=moved).update(
        subject=str(into), owner=str(owner), readers=list(readers)
    )
    return {"moved": moved, "spared": spared}


def part_promises(
    joined: Mapping[str, Any], *, back: Ref, owner: Ref, readers: Sequence[str]
) -> None:
    """
    Give back to `back` what was owed for it, with what became of it since.

    What was owed twice is owed twice again; was it kept meanwhile, it is kept for both.
    """
    moved = Promise.objects.filter(pk__in=joined["moved"])
    moved.update(subject=str(back), owner=str(owner), readers=list(readers))
    keys = [key for pair in joined["spared"] for key in pair]
    rows = Promise.objects.filter(pk__in=keys).select_for_update().in_bulk()
    for key, stood in joined["spared"]:
        _owe_both(rows[key], rows[stood])


def _owe_both(spared: Promise, stood: Promise) -> None:
    same = open_promises().filter(subject=spared.subject, kind=spared.kind)
    if stood.withdrawn_at is not None or (stood.kept_at is None and same.exists()):
        return
    spared.withdrawn_at, spared.kept_at = None, stood.kept_at
    if spared.kept_at and spared.paused_at is None:
        spared.broken = spared.broken or spared.kept_at > spared.due_at
    spared.save(update_fields=["withdrawn_at", "kept_at", "broken"])
