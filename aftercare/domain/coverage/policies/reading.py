"""
From JSON and TOML to dataclasses and back: strict, and every fault is named by where it is.

One mechanism for facts, contracts and rule books: the dataclass is the schema.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


class NotUnderstood(Exception):
    """What was given is not written as it has to be. Each fault names its place."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class MissingFacts(Exception):
    """What was asked cannot be answered without more facts, and nothing is guessed."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__("Missing: " + ", ".join(names))
        self.names = names


@dataclass
class Found:
    """What was wrong or missing on the way."""

    faults: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


Reader = Callable[[object, str, Found], Any]


def read(kind: type[T], value: object, place: str = "") -> T:
    """
    Return `value`, as JSON or TOML has it, as an instance of the dataclass `kind`.

    Raises NotUnderstood with all faults, else MissingFacts with all that is needed and not there.
    """
    found = Found()
    result = reader_of(cast("Any", kind))(value, place, found)
    if found.faults:
        raise NotUnderstood(tuple(found.faults))
    if found.missing:
        raise MissingFacts(tuple(found.missing))
    return cast("T", result)


@cache
def reader_of(kind: Any) -> Reader:
    """Return what reads values of one type."""
    if is_dataclass(kind):
        return _object_reader(cast("type", kind))
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):
        return reader_of(next(each for each in inner if each is not type(None)))
    if origin is Literal:
        return _word_reader(inner)
    if origin is tuple:
        return _list_reader(reader_of(inner[0]))
    if origin is dict:
        return _table_reader(reader_of(inner[1]))
    return PLAIN[kind]


def _object_reader(kind: type) -> Reader:
    hints = get_type_hints(kind)
    plan = [
        (each.name, each.default is MISSING and each.default_factory is MISSING)
        for each in fields(kind)
    ]
    readers = {name: reader_of(hints[name]) for name, _needed in plan}

    def read_object(value: object, place: str, found: Found) -> Any:
        if not isinstance(value, dict):
            found.faults.append(f"{place or 'the whole'}: an object is expected")
            return None
        prefix = f"{place}." if place else ""
        found.faults.extend(
            f"{prefix}{name}: no such thing is known" for name in sorted(value.keys() - readers)
        )
        given = {
            name: readers[name](each, prefix + name, found)
            for name, each in value.items()
            if each is not None and name in readers
        }
        lacking = [prefix + name for name, needed in plan if needed and name not in given]
        found.missing.extend(lacking)
        return None if found.faults or found.missing else kind(**given)

    return read_object


def _word_reader(words: tuple[str, ...]) -> Reader:
    def read_word(value: object, place: str, found: Found) -> object:
        if value not in words:
            found.faults.append(f"{place}: {_shown(value)} is none of {', '.join(words)}")
        return value

    return read_word


def _list_reader(reader: Reader) -> Reader:
    def read_list(value: object, place: str, found: Found) -> tuple[Any, ...]:
        if not isinstance(value, list):
            found.faults.append(f"{place}: a list is expected")
            return ()
        return tuple(reader(each, f"{place}[{n}]", found) for n, each in enumerate(value))

    return read_list


def _table_reader(reader: Reader) -> Reader:
    def read_table(value: object, place: str, found: Found) -> dict[str, Any]:
        if not isinstance(value, dict):
            found.faults.append(f"{place}: an object is expected")
            return {}
        return {str(key): reader(each, f"{place}.{key}", found) for key, each in value.items()}

    return read_table


def _read_text(value: object, place: str, found: Found) -> object:
    if not isinstance(value, str) or not value.strip():
        found.faults.append(f"{place}: a text is expected, not {_shown(value)}")
    return value


def _read_number(value: object, place: str, found: Found) -> object:
    if type(value) is not int or value < 0:
        found.faults.append(f"{place}: a whole number is expected, not {_shown(value)}")
    return value


def _read_bool(value: object, place: str, found: Found) -> object:
    if type(value) is not bool:
        found.faults.append(f"{place}: true or false is expected, not {_shown(value)}")
    return value


def _read_date(value: object, place: str, found: Found) -> object:
    if type(value) is date:
        return value
    try:
        if isinstance(value, str) and len(value) == len("2026-01-31"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    found.faults.append(f"{place}: a day such as 2026-01-31 is expected, not {_shown(value)}")
    return None


def _read_decimal(value: object, place: str, found: Found) -> object:
    try:
        if isinstance(value, str | Decimal) or type(value) is int:
            number = Decimal(value)
            if number.is_finite() and number >= 0 and abs(number.adjusted()) < 16:  # noqa: PLR2004  # digits of any price
                return number
    except InvalidOperation:
        pass
    found.faults.append(f'{place}: a number in quotes such as "19.90" is expected')
    return None


PLAIN: Mapping[type, Reader] = {
    str: _read_text,
    int: _read_number,
    bool: _read_bool,
    date: _read_date,
    Decimal: _read_decimal,
}


def _shown(value: object) -> str:
    return repr(value)[:60]


def as_json(value: Any) -> Any:
    """Return a dataclass as JSON has it; what is not known is left out."""
    return writer_of(cast("Any", type(value)))(value)


@cache
def writer_of(kind: type) -> Callable[[Any], Any]:
    """Return what writes values of one type."""
    if kind in (str, int, bool):
        return lambda value: value
    if kind is date:
        return date.isoformat
    if is_dataclass(kind) or hasattr(kind, "_fields"):
        return _object_writer(kind)
    if issubclass(kind, tuple | list):
        return lambda value: [as_json(each) for each in value]
    if issubclass(kind, dict):
        return lambda value: {key: as_json(each) for key, each in value.items()}
    return str


def _object_writer(kind: type) -> Callable[[Any], Any]:
    names = tuple(each.name for each in fields(kind)) if is_dataclass(kind) else kind._fields  # type: ignore[attr-defined]

    def write(value: Any) -> Any:
        return {name: as_json(each) for name in names if (each := getattr(value, name)) is not None}

    return write


def schema_of(kind: Any) -> dict[str, Any]:
    """Return the JSON Schema of what `read` accepts for `kind`, and `as_json` gives of it."""
    origin, inner = get_origin(kind), get_args(kind)
    if is_dataclass(kind) or hasattr(kind, "_fields"):
        return _schema_of_object(cast("type", kind))
    if origin in (UnionType, Union):
        kinds = [schema_of(each) for each in inner if each is not type(None)]
        return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (tuple, list):
        return {"type": "array", "items": schema_of(inner[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(inner[1])}
    return dict(SCHEMAS[kind])


SCHEMAS: Mapping[type, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    Decimal: {"type": "string", "pattern": r"^\d+(\.\d+)?$"},
}


def _schema_of_object(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    # What is None is left out, so it is never needed.
    needed = [name for name in _without_default(kind) if type(None) not in get_args(hints[name])]
    schema: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: schema_of(hint) for name, hint in hints.items()},
    }
    return schema | ({"required": needed} if needed else {})


def _without_default(kind: type) -> Iterator[str]:
    if not is_dataclass(kind):
        yield from (name for name in kind._fields if name not in kind._field_defaults)  # type: ignore[attr-defined]
        return
    for each in fields(kind):
        if each.default is MISSING and each.default_factory is MISSING:
            yield each.name
