from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from hashlib import file_digest
from io import BytesIO
from mmap import mmap
from tempfile import SpooledTemporaryFile
from typing import IO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.files.models import FileLink, StoredFile
from aftercare.base.files.policies.content import HEAD, tidy_name, type_of
from aftercare.base.files.policies.position import blank_position
from aftercare.base.journal.steps import later
from aftercare.kit.refs import Ref
from aftercare.kit.refusals import Refused

PIECE = 256 * 1024
MOST_AT_ONCE = 8
"""Files that are written side by side."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class FileTooLarge(Refused):
    """More bytes than one file may have."""


@transaction.atomic
def store(content: IO[bytes] | bytes, *, at: datetime, largest: int | None = None) -> StoredFile:
    """
    Keep `content` and return it; what is kept already is not kept twice.

    It is read once, piece by piece, and never held whole. A photo loses the place where it
    was taken. The row that speaks of it counts once the content is in place.

    Raises `FileTooLarge`.
    """
    source = BytesIO(content) if isinstance(content, bytes) else content
    with SpooledTemporaryFile(max_size=2 * PIECE) as copy:
        (kept,) = _keep_all([_look_at(source, copy, largest=largest, at=at)])
    return kept


@transaction.atomic
def store_all(contents: Sequence[tuple[IO[bytes], str]], *, at: datetime) -> list[StoredFile]:
    """
    Keep each of a few contents, as `store` does one; the types of some are known.

    Raises `FileTooLarge`.
    """
    with ExitStack() as stack:
        seen = [
            _look_at(
                content,
                stack.enter_context(SpooledTemporaryFile(max_size=2 * PIECE)),
                media_type=media_type,
                at=at,
            )
            for content, media_type in contents
        ]
        return _keep_all(seen)


def _look_at(
    source: IO[bytes],
    copy: "SpooledTemporaryFile[bytes]",
    *,
    media_type: str = "",
    largest: int | None = None,
    at: datetime,
) -> tuple[StoredFile, IO[bytes]]:
    """Copy some content, and return what is to be said of it."""
    size = _copy(source, copy, largest=largest or settings.LARGEST_FILE)
    copy.seek(0)
    media_type = media_type or type_of(copy.read(HEAD))
    if media_type.startswith("image/"):
        _forget_place(copy)
    copy.seek(0)
    digest = file_digest(copy, "sha256").hexdigest()
    return StoredFile(sha256=digest, size=size, type=media_type, at=at), copy


def _keep_all(seen: Sequence[tuple[StoredFile, IO[bytes]]]) -> list[StoredFile]:
    copies = {file.path: copy for file, copy in seen}
    # Said to be in use before it is looked for: what is in use is not removed meanwhile.
    kept = StoredFile.objects.bulk_create(
        {file.sha256: file for file, _copy in seen}.values(),
        update_conflicts=True,
        unique_fields=["sha256"],
        update_fields=["at"],
    )
    _keep_copies(copies)
    known = {file.sha256: file for file in kept}
    return [known[file.sha256] for file, _copy in seen]


def _keep_copies(copies: Mapping[str, IO[bytes]]) -> None:
    if len(copies) <= 1:
        for path, copy in copies.items():
            _keep(copy, path)
        return
    # Each waits until the disk has it; the disk takes several in the time of one.
    with ThreadPoolExecutor(min(len(copies), MOST_AT_ONCE)) as pool:
        for _kept in pool.map(_keep, copies.values(), copies):
            pass


def _copy(source: IO[bytes], copy: IO[bytes], *, largest: int) -> int:
    size = 0
    while piece := source.read(PIECE):
        size += len(piece)
        if size > largest:
            raise FileTooLarge(
                _("The file is larger than %(most)s MB. Send a link to it instead.")
                % {"most": largest // 2**20}
            )
        copy.write(piece)
    return size


def _forget_place(copy: "SpooledTemporaryFile[bytes]") -> None:
    copy.rollover()
    copy.flush()
    with mmap(copy.fileno(), 0) as photo:
        blank_position(photo)


def _keep(copy: IO[bytes], path: str) -> None:
    storage = storages["files"]
    if not storage.exists(path):
        copy.seek(0)
        storage.save(path, File(copy))


def tidy(name: str) -> str:
    """Return the name under which a file may be kept: no path, no tricks."""
    return tidy_name(name)


def link(file: StoredFile, to: Ref, *, name: str, readers: Sequence[str], at: datetime) -> FileLink:
    """Say that `file` documents something. Said twice, it is said once."""
    linked, _created = FileLink.objects.get_or_create(
        file=file, subject=str(to), name=tidy_name(name), defaults={"readers": readers, "at": at}
    )
    return linked


def unlink(file: StoredFile, subject: Ref) -> None:
    """Say that `file` does not document `subject`; what nothing speaks of is removed later."""
    FileLink.objects.filter(file=file, subject=str(subject)).delete()


def unlink_all(subject: Ref) -> None:
    """Say that nothing documents `subject` any longer."""
    FileLink.objects.filter(subject=str(subject)).delete()


def open_files_to(subject: Ref, readers: Sequence[str]) -> None:
    """Let `readers`, and nobody else, read the files of `subject`."""
    FileLink.objects.filter(subject=str(subject)).update(readers=list(readers))


def let_go(keys: Sequence[int]) -> None:
    """Remove for good, in a job right after, those of these files nothing points to any more."""
    files = StoredFile.objects.filter(pk__in=keys)
    if files.update(at=LONG_AGO):
        later("files.remove_what_was_let_go")
