"""What goes along when a case goes on in another one, and comes back."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model, Q, QuerySet

from aftercare.domain.cases.events import CasesMerged, CasesUnmerged
from aftercare.domain.cases.models import (
    Case,
    CaseLink,
    CaseMessage,
    CaseThread,
    CaseUnit,
    Draft,
    Escalation,
    FoundNumber,
    Note,
    Watcher,
)
from aftercare.domain.cases.states import LinkKind

KNOWN_BY: Mapping[type[Model], tuple[str, ...]] = {
    CaseThread: ("pk",),
    CaseMessage: ("pk",),
    Note: ("pk",),
    CaseUnit: ("unit",),
    FoundNumber: ("kind", "value"),
    Watcher: ("user",),
    Escalation: ("team", "answered_at"),
    Draft: ("user", "kind"),
}
"""What belongs to a case, and by what two rows say the same: a case has such a row once."""
ABOVE = "above"
"""Under which name is written down what higher apps have moved."""

_LINKED = {"case": ("other", "kind"), "other": ("case", "kind")}


def carry_over(case: Case, into: Case) -> dict[str, Any]:
    """Let all that belongs to `case` belong to `into`, and return the keys of what has moved."""
    moved: dict[str, Any] = {
        model.__name__: _move(model._base_manager.filter(case=case), KNOWN_BY[model], to=into)
        for model in KNOWN_BY
    }
    links = CaseLink.objects.exclude(kind=LinkKind.MERGED_INTO).exclude(
        Q(case=into) | Q(other=into)
    )
    for side, names in _LINKED.items():
        moved[f"CaseLink.{side}"] = _move(links.filter(**{side: case}), names, to=into, side=side)
    return moved


def carry_back(case: Case, moved: Mapping[str, Iterable[int]]) -> None:
    """Let what has moved belong to `case` again, as far as it is still there."""
    for model, names in KNOWN_BY.items():
        rows = model._base_manager.filter(pk__in=moved.get(model.__name__, []))
        _move(rows, names, to=case)
    for side, names in _LINKED.items():
        rows = CaseLink.objects.filter(pk__in=moved.get(f"CaseLink.{side}", []))
        _move(rows, names, to=case, side=side)


def _move(
    rows: QuerySet[Any], names: tuple[str, ...], *, to: Case, side: str = "case"
) -> list[int]:
    same = rows.model._base_manager.filter(**{side: to}).values_list(*names)
    known = set() if names == ("pk",) else set(same)
    keys = [key for key, *rest in rows.values_list("pk", *names) if tuple(rest) not in known]
    rows.model._base_manager.filter(pk__in=keys).update(**{side: to})
    return keys


def move_to_merged_case(event: CasesMerged, *models: type[Model]) -> None:
    """
    Let the rows of a higher app that belong to a case be those of the case it goes on in.

    Which they were is written down for `move_case_back`. A merge undone meanwhile moves nothing.
    """
    links = CaseLink.objects.select_for_update().filter(
        case=event.case_id, other=event.into, kind=LinkKind.MERGED_INTO
    )
    if (link := links.first()) is None:
        return
    above = link.moved.setdefault(ABOVE, {})
    for model in models:
        rows = model._base_manager.filter(case=event.case_id)
        keys = {*above.get(model.__name__, []), *rows.values_list("pk", flat=True)}
        above[model.__name__] = sorted(keys)
        rows.update(case=event.into)
    link.save(update_fields=["moved"])


def move_case_back(event: CasesUnmerged, *models: type[Model]) -> None:
    """Give back the rows of a higher app that were moved, and still are there."""
    for model in models:
        keys = event.above.get(model.__name__, [])
        model._base_manager.filter(pk__in=keys, case=event.out_of).update(case=event.case_id)
