from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class LabelTemplateSaved(Event):
    """Labels look otherwise, or there is another kind of them."""

    name: ClassVar[str] = "labels.label_template_saved"

    label_template_id: int


@dataclass(frozen=True)
class LabelTemplateRemoved(Event):
    """No more labels are printed in this form."""

    name: ClassVar[str] = "labels.label_template_removed"

    label_template_id: int


@dataclass(frozen=True)
class LabelsPrinted(Event):
    """Somebody printed labels."""

    name: ClassVar[str] = "labels.labels_printed"

    label_template_id: int
    count: int
