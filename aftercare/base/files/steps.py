from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

from django.core.files.base import File
from django.core.files.storage import storages
from django.utils.translation import gettext as _

from aftercare.base.files.models import FileLink, StoredFile, path_of
from aftercare.base.files.policies import HEAD, PHOTOS, tidy_name, type_of, without_position
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused

PIECE = 256 * 1024
LARGEST = 100 * 1024 * 1024
LARGEST_PHOTO = 30 * 1024 * 1024
"""Bytes; a larger photo is kept as it came."""


class FileTooLarge(Refused):
    """More bytes than one file may have."""


def store(content: IO[bytes] | bytes, *, at: datetime, largest: int = LARGEST) -> StoredFile:
    """
    Keep `content` and return it; what is kept already is not kept twice.

    It is read once, piece by piece, and never held whole unless it is a photo, which loses
    the place where it was taken. The content is in place before the row that speaks of it.

    Raises `FileTooLarge`.
    """
    source = BytesIO(content) if isinstance(content, bytes) else content
    with SpooledTemporaryFile(max_size=2 * PIECE) as copy:
        head = source.read(HEAD)
        media_type = type_of(head)
        if media_type in PHOTOS:
            photo = head + source.read(LARGEST_PHOTO)
            head = without_position(photo, media_type)
        digest, size = _copy(head, source, copy, largest=largest)
        known = StoredFile.objects.filter(sha256=digest).first()
        if known:
            return known
        copy.seek(0)
        storage = storages["files"]
        if not storage.exists(path_of(digest)):
            storage.save(path_of(digest), File(copy))
    kept, _created = StoredFile.objects.get_or_create(
        sha256=digest, defaults={"size": size, "type": media_type, "at": at}
    )
    return kept


def _copy(head: bytes, source: IO[bytes], copy: IO[bytes], *, largest: int) -> tuple[str, int]:
    digest, size, piece = sha256(), 0, head
    while piece:
        size += len(piece)
        if size > largest:
            raise FileTooLarge(
                _("The file is larger than %(most)s MB. Send a link to it instead.")
                % {"most": largest // 2**20}
            )
        digest.update(piece)
        copy.write(piece)
        piece = source.read(PIECE)
    return digest.hexdigest(), size


def tidy(name: str) -> str:
    """Return the name under which a file may be kept: no path, no tricks."""
    return tidy_name(name)


def link(file: StoredFile, to: Ref, *, name: str, readers: Sequence[str], at: datetime) -> FileLink:
    """Say that `file` documents something. Said twice, it is said once."""
    linked, _created = FileLink.objects.get_or_create(
        file=file, subject=str(to), name=tidy_name(name), defaults={"readers": readers, "at": at}
    )
    return linked


def open_files_to(subject: Ref, readers: Sequence[str]) -> None:
    """Let `readers`, and nobody else, read the files of `subject`."""
    FileLink.objects.filter(subject=str(subject)).update(readers=list(readers))
