import hashlib
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

SUMS = "SHA256SUMS"
PIECE = 8 * 2**20
BLOCK = 256 * 1024


class Damaged(Exception):
    """The file is not what was written."""


class _Summed:
    """Content that is summed up while it is read."""

    def __init__(self, content: IO[bytes]) -> None:
        self.content = content
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.content.read(size)
        self.digest.update(piece)
        return piece


class Writer:
    """Adds members to an archive and remembers what they are."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.sums: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> None:
        """Add something small."""
        self.add_stream(name, BytesIO(content), size=len(content))

    def add_stream(self, name: str, content: IO[bytes], *, size: int) -> str:
        """Add something of a known size, read piece by piece, and return its SHA-256."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        summed = _Summed(content)
        self.tar.addfile(member, summed)
        self.sums[name] = summed.digest.hexdigest()
        return self.sums[name]

    def add_pieces(self, folder: str, content: IO[bytes]) -> None:
        """Add something of unknown size as many members."""
        number = 0
        while piece := content.read(PIECE):
            number += 1
            self.add(f"{folder}/{number:06}", piece)

    def finish(self) -> None:
        """Add the sums of all members."""
        lines = [f"{digest}  {name}\n" for name, digest in self.sums.items()]
        self.add(SUMS, "".join(lines).encode())


@contextmanager
def written_archive(path: Path) -> Iterator[Writer]:
    """Write an archive that comes to its name only when it is whole and safe on the disk."""
    coming = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w") as tar:
                writer = Writer(tar)
                yield writer
                writer.finish()
            raw.flush()
            os.fsync(raw.fileno())
        coming.replace(path)
    finally:
        coming.unlink(missing_ok=True)


class Archive:
    """An archive that was found to be whole."""

    def __init__(self, path: Path, sums: dict[str, str]) -> None:
        self.path = path
        self.sums = sums

    def read(self, name: str) -> bytes | None:
        """Return something small; None if it is not there."""
        with tarfile.open(self.path) as tar:
            found = tar.extractfile(name) if name in self.sums else None
            return found.read() if found else None

    def members(self, folder: str) -> Iterator[tuple[str, IO[bytes]]]:
        """Give what is below `folder`, in its order, with the name it has there."""
        with tarfile.open(self.path) as tar:
            for member in tar:
                if member.name.startswith(f"{folder}/") and (content := tar.extractfile(member)):
                    yield member.name.removeprefix(f"{folder}/"), content


def checked_archive(path: Path, tell: Callable[[int], None] = lambda size: None) -> Archive:
    """Read all of an archive and compare it with its sums. Raises `Damaged`."""
    found: dict[str, str] = {}
    sums = ""
    try:
        with tarfile.open(path) as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None:
                    raise Damaged(f"{path} holds {member.name}, which no backup does.")
                if member.name == SUMS:
                    sums = content.read().decode()
                else:
                    found[member.name] = digest_of(content)
                tell(member.size)
    except (tarfile.TarError, EOFError, UnicodeDecodeError) as problem:
        raise Damaged(f"{path} is cut off or no backup: {problem}.") from None
    if not sums:
        raise Damaged(f"{path} is cut off: it does not come to its end.")
    expected = {
        name: digest for digest, name in (line.split("  ", 1) for line in sums.splitlines())
    }
    wrong = sorted(name for name in found | expected if found.get(name) != expected.get(name))
    if wrong:
        raise Damaged(f"{path} is damaged in {len(wrong)} places, the first is {wrong[0]}.")
    return Archive(path, found)


def digest_of(content: IO[bytes]) -> str:
    """Return the SHA-256 of something, read piece by piece."""
    digest = hashlib.sha256()
    while piece := content.read(BLOCK):
        digest.update(piece)
    return digest.hexdigest()
