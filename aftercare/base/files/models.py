from io import BytesIO
from typing import IO

from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import models

from aftercare.base.files.policies.thumbnails import shrink


class StoredFile(models.Model):
    """
    Some content, kept once however often it comes. `type` is what the content shows.

    `at` is when it came last. What nothing speaks of any longer is removed some time after.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    type = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="file_came_last")]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        return path_of(self.sha256)

    @property
    def thumbnail_path(self) -> str:
        return f"thumbnails/{self.path}"

    def open(self) -> IO[bytes]:
        """Return the content, to be read piece by piece and closed."""
        return storages["files"].open(self.path)

    def open_thumbnail(self) -> IO[bytes] | None:
        """Return a small WebP of a picture, made when it is first asked for; else None."""
        storage = storages["files"]
        if not self.type.startswith("image/"):
            return None
        if storage.exists(self.thumbnail_path):
            return storage.open(self.thumbnail_path)
        with self.open() as content:
            small = shrink(content)
        if small is None:
            return None
        storage.save(self.thumbnail_path, ContentFile(small))
        return BytesIO(small)


def path_of(sha256: str) -> str:
    """Return where content of this hash is kept, spread over folders."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


class FileLink(models.Model):
    """What a file documents, under which name, and who may read it there."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="links")
    subject = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    readers = ArrayField(models.CharField(max_length=60), default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "subject", "name"], name="file_linked_once")
        ]
        indexes = [models.Index(fields=["subject"], name="file_subject")]

    def __str__(self) -> str:
        return self.name
