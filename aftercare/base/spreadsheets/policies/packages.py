"""A table that comes in a ZIP, with the files it names beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from aftercare.kit.encodings import encoding_of
from aftercare.kit.refusals import Refused

TABLES = ((".xlsx", ".csv"), (".tsv", ".txt"))
"""How tables are called; the second ones may as well be files beside one."""
MOST_FILES = 2_000
LARGEST_UNPACKED = 600 * 2**20
_NAMED_IN_UTF8 = 0x800


class UnreadableFile(Refused):
    """The file is no table we can read, or a ZIP without one."""


@dataclass(frozen=True)
class Package:
    """The table of a ZIP, and the names of the files beside it."""

    raw: bytes
    table: ZipInfo
    files: list[ZipInfo]

    def read_table(self) -> bytes:
        """Return the table as it is."""
        with ZipFile(BytesIO(self.raw)) as opened:
            return opened.read(self.table)

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Go through the files, each with its name."""
        with ZipFile(BytesIO(self.raw)) as opened:
            for each in self.files:
                yield _name_of(each), opened.read(each)


def package_in(raw: bytes) -> Package | None:
    """
    Return the package that a file is; None for one that is a table itself.

    Raises `UnreadableFile`.
    """
    if not raw.startswith(b"PK\x03\x04"):
        return None
    try:
        with ZipFile(BytesIO(raw)) as opened:
            parts = opened.infolist()
            if _is_book(parts):
                return None
            _must_not_be_too_large(parts)
            broken = opened.testzip()
    except (BadZipFile, RuntimeError, NotImplementedError):
        raise UnreadableFile(_("The ZIP is broken, or has a password.")) from None
    if broken:
        raise UnreadableFile(_("The ZIP is broken, or has a password."))
    return _sorted(raw, parts)


def _must_not_be_too_large(parts: list[ZipInfo]) -> None:
    """Refuse what would be too large before anything of it is unpacked."""
    if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnreadableFile(_("The ZIP is too large when unpacked. Divide it up."))


def _is_book(parts: list[ZipInfo]) -> bool:
    return any(part.filename == "xl/workbook.xml" for part in parts)


def _sorted(raw: bytes, parts: list[ZipInfo]) -> Package:
    files = [part for part in parts if not part.is_dir() and not _is_of_system(part)]
    tables = next(filter(None, (_tables(files, endings) for endings in TABLES)), [])
    if len(tables) != 1:
        raise UnreadableFile(
            _("Put one table into the ZIP, as XLSX or CSV, and the files it names into a folder.")
        )
    return Package(raw, tables[0], [part for part in files if part is not tables[0]])


def _tables(files: list[ZipInfo], endings: tuple[str, ...]) -> list[ZipInfo]:
    """Return the files that are called like tables and lie on top of all such."""
    tables = [part for part in files if _name_of(part).lower().endswith(endings)]
    top = min((part.filename.count("/") for part in tables), default=0)
    return [part for part in tables if part.filename.count("/") == top]


def _is_of_system(part: ZipInfo) -> bool:
    """Return whether a system has put this into the ZIP, not a person."""
    return any(name.startswith((".", "__MACOSX")) for name in PurePosixPath(part.filename).parts)


def _name_of(part: ZipInfo) -> str:
    """Return the name without its folders; programs in China write it in GB18030."""
    name = part.filename
    if not part.flag_bits & _NAMED_IN_UTF8 and not name.isascii():
        raw = name.encode("cp437")
        name = raw.decode(encoding_of(raw), "replace")
    return PurePosixPath(name).name
