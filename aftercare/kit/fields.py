"""What an adapter has to be told about an account of ours outside: the fields of a form."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class FieldKind(StrEnum):
    """How something an adapter has to be told is asked for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    LINES = "lines"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    FLAG = "flag"
    SECRET = "secret"  # noqa: S105  # the name of a kind, no secret


@dataclass(frozen=True, kw_only=True)
class SettingField:
    """
    Something an adapter has to be told about an account: a field of the form that sets it up.

    Fields of one `group` stand together. A secret is kept locked and never shown again; all
    else is in the settings of the account. `pattern` is what a text, or each of its lines, has
    to look like; `suggestions` are values to choose from or not.
    """

    name: str
    label: Any
    kind: FieldKind = FieldKind.TEXT
    group: Any = ""
    help: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    suggestions: tuple[tuple[str, Any], ...] = ()
    pattern: str = ""
    default: Any = None
    is_required: bool = False
