"""Where stored files are: a folder whose files are whole or not there, or a bucket."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="aftercare.project.storage.Folder")
class Folder(FileSystemStorage):
    """
    A folder for content that is named after itself.

    A file comes to its name in one step, after it is safe on the disk; so whoever finds it
    finds all of it, two who bring the same do no harm, and a crash leaves nothing that looks
    like it.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return `name`: what has it already is the same."""
        return name

    def _save(self, name: str, content: "File[Any]") -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as coming:
            try:
                for piece in content.chunks():
                    coming.write(piece)
                coming.flush()
                os.fsync(coming.fileno())
                Path(coming.name).replace(target)
            except BaseException:
                Path(coming.name).unlink(missing_ok=True)
                raise
        _make_safe(target.parent)
        return name


def _make_safe(folder: Path) -> None:
    known = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(known)
    finally:
        os.close(known)


def bucket(name: str, *, endpoint: str = "", region: str = "", prefix: str = "") -> dict[str, Any]:
    """
    Return a bucket as Django wants it.

    Keys come as boto3 finds them: `AWS_ACCESS_KEY_ID` and so on, a profile, the machine's role.
    """
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": name,
            "endpoint_url": endpoint or None,
            "region_name": region or None,
            "location": prefix,
            # More of a file is kept on the disk while it is read.
            "max_memory_size": 2**20,
        },
    }
