from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db.models import Field, Model

from aftercare.base.spreadsheets.states import Outcome, RowVerdict, Verdict, outcome_of, why_kept
from aftercare.kit.bulk import insert_all
from aftercare.kit.events import Event
from aftercare.kit.refs import ref

Row = TypeVar("Row", bound=Model)
Name = tuple[Any, ...]


@dataclass(frozen=True)
class NamedRows(Generic[Row]):
    """
    Rows of one model that files say anew or correct, no two of them with the same `named_by`.

    A file says what stands in the fields `says`; an empty cell says nothing. Rows are looked up
    by the first field of their name. `happened` gives the event of a row that was "added",
    "corrected" or "removed". What a file says of a row is given as a row that is not saved, or
    as the verdict on why it cannot be.
    """

    model: type[Row]
    named_by: tuple[str, ...]
    says: tuple[str, ...]
    happened: Callable[[Row, str], Event]

    def judge(self, said: Sequence[Row | Verdict]) -> list[Verdict]:
        """Return what rows would do."""
        known = self._known(said)
        return [
            each if isinstance(each, Verdict) else Verdict(self._outcome(each, known).state)
            for each in said
        ]

    def write(self, said: Sequence[Row | Verdict]) -> tuple[list[Outcome], list[Event]]:
        """Save new rows and correct known ones, each in one statement; return what happened."""
        known = self._known(said)
        rows = [each for each in said if not isinstance(each, Verdict)]
        fresh = [row for row in rows if self._name(row) not in known]
        insert_all(fresh)
        outcomes = [
            Outcome(RowVerdict.ERROR, reason=each.reason)
            if isinstance(each, Verdict)
            else self._outcome(each, known)
            for each in said
        ]
        by_key = {row.pk: row for row in known.values()}
        corrected = {each.key: each.after for each in outcomes if each.state == RowVerdict.CHANGED}
        changed = [self._corrected(by_key[key], after) for key, after in corrected.items()]
        self._save(changed)
        return outcomes, self._events({"added": fresh, "corrected": changed})

    def undo(self, outcomes: Sequence[Outcome]) -> tuple[list[str], list[Event]]:
        """Take back what nobody has changed since; return why not, or "", and what happened."""
        keys = [each.key for each in outcomes]
        known = self.model._base_manager.select_for_update().in_bulk(keys)
        values = {key: self._values(row) for key, row in known.items()}
        reasons = [why_kept(values.get(each.key), each) for each in outcomes]
        back = [each for each, why in zip(outcomes, reasons, strict=True) if not why]
        put_back = [
            self._corrected(known[each.key], each.before) for each in back if not each.is_new
        ]
        self._save(put_back)
        gone = [known[each.key] for each in back if each.is_new]
        self.model._base_manager.filter(pk__in=[row.pk for row in gone]).delete()
        return reasons, self._events({"removed": gone, "corrected": put_back})

    def _outcome(self, row: Row, known: Mapping[Name, Row]) -> Outcome:
        old = known.get(self._name(row))
        if old is None:
            return Outcome(RowVerdict.NEW, str(ref(row)) if row.pk else "", {}, self._values(row))
        said = {name: value for name, value in self._values(row).items() if value not in (None, "")}
        was = self._values(old)
        return outcome_of(str(ref(old)), was, was | said)

    def _known(self, said: Iterable[Row | Verdict]) -> dict[Name, Row]:
        first = self.named_by[0]
        owners = {getattr(each, first) for each in said if not isinstance(each, Verdict)}
        found = self.model._base_manager.filter(**{f"{first}__in": owners})
        return {self._name(row): row for row in found}

    def _name(self, row: Row) -> Name:
        return tuple(getattr(row, name) for name in self.named_by)

    def _values(self, row: Row) -> dict[str, Any]:
        return {name: _plain(getattr(row, name)) for name in self.says}

    def _corrected(self, row: Row, values: Mapping[str, Any]) -> Row:
        for name, value in values.items():
            setattr(row, name, self._field(name).to_python(value))
        return row

    def _field(self, name: str) -> "Field[Any, Any]":
        return next(each for each in self.model._meta.concrete_fields if each.attname == name)

    def _save(self, rows: Sequence[Row]) -> None:
        self.model._base_manager.bulk_update(rows, self.says)

    def _events(self, changes: Mapping[str, Sequence[Row]]) -> list[Event]:
        return [self.happened(row, change) for change, rows in changes.items() for row in rows]


def _plain(value: object) -> object:
    """Return a value as it is kept with an import: one that JSON knows."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
