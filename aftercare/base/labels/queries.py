from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from aftercare.base.labels.models import LabelChoice, LabelTemplate
from aftercare.base.labels.permissions import LabelPermission
from aftercare.base.labels.policies import dot_size, drawn, fits, lines_of
from aftercare.base.labels.states import Label
from aftercare.kit.actors import Actor
from aftercare.kit.paper.codes import CannotBeCoded
from aftercare.kit.paper.engine import pictured, printed

PAPER = "base/labels/data/label.typ"


def visible_label_templates(actor: Actor) -> QuerySet[LabelTemplate]:
    """Return how labels may look, for who prints them or says how."""
    templates = LabelTemplate.objects.order_by("about", "pk")
    allowed = actor.may(LabelPermission.PRINT) or actor.may(LabelPermission.SET_UP)
    return templates if allowed else templates.none()


def last_label(actor: Actor, about: str) -> tuple[LabelTemplate | None, int]:
    """Return the form somebody took last for such labels, and how many; else the first, once."""
    chosen = LabelChoice.objects.select_related("template")
    last = chosen.filter(user=actor.id, about=about).first() if actor.kind == "user" else None
    if last:
        return last.template, last.copies
    return visible_label_templates(actor).filter(about=about).first(), 1


def labels_as_pdf(
    template: LabelTemplate, labels: Sequence[Label], *, copies: int, language: str, at: datetime
) -> bytes:
    """Return labels as a PDF, one on each page. Raises `CannotBeCoded`."""
    data = _data(template, labels) | {"copies": copies}
    return printed(PAPER, data, language=language, at=at)


def label_as_picture(template: LabelTemplate, label: Label, *, language: str) -> bytes:
    """Return what a label looks like, as an SVG. Raises `CannotBeCoded`."""
    return pictured(PAPER, _data(template, [label]) | {"copies": 1}, language=language)


def _data(template: LabelTemplate, labels: Sequence[Label]) -> dict[str, Any]:
    rows = []
    for label in labels:
        code = drawn(label, template.code, template.carries)
        if code and not fits(code, template.width, template.height, template.dots):
            raise CannotBeCoded(label.number)
        lines = [vars(line) for line in lines_of(template.texts, label.words)]
        rows.append({"lines": lines, "code": vars(code) if code else None})
    return {
        "title": template.name,
        "width": float(template.width),
        "height": float(template.height),
        "dot": float(dot_size(template.dots)),
        "labels": rows,
    }
