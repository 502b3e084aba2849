"""Kinds of values: how each is read from text, and what may be said of it in words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")
LARGEST_PORT = 65535
POSTGRESQL = {"postgres", "postgresql"}


@dataclass(frozen=True)
class Kind(Generic[T]):
    """One kind of values. `read` raises `ValueError` at what is not `allowed`."""

    read: Callable[[str], T]
    allowed: str


@dataclass(frozen=True)
class Variable:
    """One variable of the environment, and what it means."""

    name: str
    kind: "Kind[object]"
    default: object
    meaning: str
    is_secret: bool = False
    shown_default: str = ""


def variable(
    name: str,
    kind: Kind[T],
    default: T,
    meaning: str,
    *,
    is_secret: bool = False,
    shown_default: str = "",
) -> T:
    """Declare a variable as a field of a dataclass; for the reader of types, it is its value."""
    declared = Variable(name, kind, default, meaning, is_secret, shown_default)  # type: ignore[arg-type]
    value: T = field(default=default, metadata={"variable": declared})
    return value


def whole_number(least: int, most: int) -> Kind[int]:
    """Return the kind of numbers from `least` to `most`."""

    def read(text: str) -> int:
        if not least <= int(text) <= most:
            raise ValueError
        return int(text)

    return Kind(read, f"a whole number from {least} to {most}")


def one_of(*words: str) -> Kind[str]:
    """Return the kind of a few words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    return Kind(read, " or ".join(f"`{word}`" for word in words))


def _switch(text: str) -> bool:
    return {"1": True, "0": False}[text]


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError
    return text.rstrip("/")


def _any_address(text: str) -> str:
    if urlsplit(text).scheme not in {"http", "https"}:
        raise ValueError
    return text


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(_address(each) for each in text.split())


def _database(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in POSTGRESQL or not parts.path[1:]:
        raise ValueError
    _ = parts.port
    return text


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(text.split())
    if any(sign in host for host in hosts for sign in "/,"):
        raise ValueError
    return hosts


def _file(text: str) -> Path:
    if not Path(text).is_file():
        raise ValueError
    return Path(text)


def _key(text: str) -> str:
    if len(text) < len("thirty-two characters, at least."):
        raise ValueError
    return text


text = Kind(str, "")
folder = Kind(Path, "")
file: Kind[Path | None] = Kind(_file, "the path of a file that is there")
port = whole_number(1, LARGEST_PORT)
switch = Kind(_switch, "`1` or `0`")
web_address = Kind(_address, "an address such as `https://service.example.com`, without a path")
web_addresses = Kind(
    _addresses, "addresses such as `https://service.example.com`, with spaces between them"
)
any_address = Kind(_any_address, "an address that begins with `https://` or `http://`")
database = Kind(_database, "an address such as `postgresql://user:password@host:5432/aftercare`")
hosts = Kind(_hosts, "names of hosts, with spaces between them")
key = Kind(_key, "at least 32 characters nobody can guess")
