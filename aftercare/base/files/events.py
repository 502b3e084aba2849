from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class FilesRemoved(Event):
    """Content that nothing speaks of was removed for good."""

    name: ClassVar[str] = "files.files_removed"

    count: int
    size: int
