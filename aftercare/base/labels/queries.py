from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from aftercare.base.labels.models import LabelChoice, LabelTemplate
from aftercare.base.labels.permissions import LabelPermission
from aftercare.base.labels.policies import dot_size, drawn, fits, lines_of
from aftercare.base.labels.states import A4, Label, Sheet
from aftercare.kit.actors import Actor
from aftercare.kit.paper.codes import CannotBeCoded
from aftercare.kit.paper.engine import pictured, printed

PAPER = "base/labels/data/label.typ"


def visible_label_templates(actor: Actor) -> QuerySet[LabelTemplate]:
    """Return how labels may look, for who prints them or says how."""
    templates = LabelTemplate.objects.order_by("about", "pk")
    allowed = actor.may(LabelPermission.PRINT) or actor.may(LabelPermission.SET_UP)
    return templates if allowed else templates.none()


def last_label(actor: Actor, about: str) -> LabelChoice:
    """Return how somebody printed such labels last; else the first form, once. Not stored then."""
    chosen = LabelChoice.objects.select_related("template")
    last = chosen.filter(user=actor.id, about=about).first() if actor.kind == "user" else None
    first = None if last else visible_label_templates(actor).filter(about=about).first()
    return last or LabelChoice(about=about, template=first)


def labels_as_pdf(
    template: LabelTemplate,
    labels: Sequence[Label],
    *,
    copies: int,
    sheet: Sheet | None = None,
    begin_at: int = 1,
    language: str,
    at: datetime,
) -> bytes:
    """
    Return labels as a PDF, one on each page, or on sheets from place `begin_at` on.

    Raises `CannotBeCoded`.
    """
    data = _data(template, labels) | {"copies": copies}
    if sheet:
        data["sheet"] = _places(sheet, template) | {"skip": begin_at - 1}
    return printed(PAPER, data, language=language, at=at)


def _places(sheet: Sheet, template: LabelTemplate) -> dict[str, Any]:
    """Return where labels begin; one that is smaller than its place lies in the middle of it."""
    right = sheet.left + (sheet.width - template.width) / 2
    down = sheet.top + (sheet.height - template.height) / 2
    return {
        "width": float(A4[0]),
        "height": float(A4[1]),
        "columns": sheet.columns,
        "rows": sheet.rows,
        "left": float(right),
        "top": float(down),
        "right": float(sheet.step_right),
        "down": float(sheet.step_down),
    }


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
        "sheet": None,
    }
