from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.base.labels.events import LabelsPrinted, LabelTemplateRemoved, LabelTemplateSaved
from aftercare.base.labels.models import LabelChoice, LabelTemplate
from aftercare.base.labels.permissions import LabelPermission
from aftercare.base.labels.policies import unknown_places
from aftercare.base.labels.queries import labels_as_pdf
from aftercare.base.labels.states import Label, Sheet
from aftercare.kit.actors import Actor
from aftercare.kit.paper.codes import CannotBeCoded
from aftercare.kit.refusals import Refused

MOST = 500


class NoSuchPlaceOnLabel(Refused):
    """A text has a place in braces that such labels do not know."""


class NameOfLabelTaken(Refused):
    """Another form of labels is called like this."""


class TooManyLabels(Refused):
    """More labels at once than a printer is fed with."""


class SheetDoesNotFit(Refused):
    """A label is larger than its place on the sheet, or the sheet has no such place."""


class CodeDoesNotFit(Refused):
    """What the code would have to say does not fit into it, or not onto the label."""


@transaction.atomic
def save_label_template(
    template: LabelTemplate | None,
    *,
    name: str,
    about: str,
    width: Decimal,
    height: Decimal,
    code: str,
    carries: Sequence[str],
    texts: str,
    dots: str,
    actor: Actor,
    at: datetime,
) -> LabelTemplate:
    """Say how labels look. Raises `NoSuchPlaceOnLabel`, `NameOfLabelTaken`."""
    actor.must(LabelPermission.SET_UP)
    if unknown := unknown_places(texts, about):
        raise NoSuchPlaceOnLabel(
            _("Such a label does not know {%(place)s}. Choose from the list below the text.")
            % {"place": unknown[0]}
        )
    template = template or LabelTemplate()
    if LabelTemplate.objects.filter(name=name.strip()).exclude(pk=template.pk).exists():
        raise NameOfLabelTaken(_("There is a label of this name. Choose another name."))
    template.name, template.about, template.texts = name.strip(), about, texts.strip()
    template.width, template.height, template.dots = width, height, dots
    template.code, template.carries = code, list(carries)
    template.save()
    announce(LabelTemplateSaved(label_template_id=template.pk), actor=actor, at=at)
    return template


@transaction.atomic
def remove_label_template(template: LabelTemplate, *, actor: Actor, at: datetime) -> None:
    """Print no more labels in this form."""
    actor.must(LabelPermission.SET_UP)
    key = template.pk
    template.delete()
    announce(LabelTemplateRemoved(label_template_id=key), actor=actor, at=at)


@transaction.atomic
def print_labels(
    template: LabelTemplate,
    labels: Sequence[Label],
    *,
    copies: int = 1,
    sheet: Sheet | None = None,
    begin_at: int = 1,
    language: str,
    actor: Actor,
    at: datetime,
) -> bytes:
    """
    Return labels as a PDF, each so many times; the form is the first to be offered next time.

    Without a `sheet` each is a page for a printer of labels. On a sheet that was begun they
    start at place `begin_at`. Raises `TooManyLabels`, `SheetDoesNotFit`, `CodeDoesNotFit`.
    """
    actor.must(LabelPermission.PRINT)
    count = len(labels) * copies
    _must_not_be_too_many(count)
    _must_fit(template, sheet, begin_at)
    try:
        pdf = labels_as_pdf(
            template,
            labels,
            copies=copies,
            sheet=sheet,
            begin_at=begin_at,
            language=language,
            at=at,
        )
    except CannotBeCoded as problem:
        raise CodeDoesNotFit(
            _("The code for “%(text)s” does not fit. Choose a larger label, or another code.")
            % {"text": str(problem)[:60]}
        ) from problem
    if actor.kind == "user":
        _remember(template, copies, sheet, actor)
    announce(LabelsPrinted(label_template_id=template.pk, count=count), actor=actor, at=at)
    return pdf


def _must_not_be_too_many(count: int) -> None:
    if count > MOST:
        raise TooManyLabels(
            _("That would be %(count)s labels. Print at most %(most)s at once.")
            % {"count": count, "most": MOST}
        )


def _remember(template: LabelTemplate, copies: int, sheet: Sheet | None, actor: Actor) -> None:
    chosen = {"template": template, "copies": copies, "sheet": sheet.code if sheet else ""}
    LabelChoice.objects.update_or_create(user_id=actor.id, about=template.about, defaults=chosen)


def _must_fit(template: LabelTemplate, sheet: Sheet | None, begin_at: int) -> None:
    if sheet is None:
        return
    if template.width > sheet.width or template.height > sheet.height:
        raise SheetDoesNotFit(
            _("A label of %(width)s × %(height)s mm is larger than those of %(sheet)s.")
            % {"width": template.width, "height": template.height, "sheet": sheet.name}
        )
    if not 1 <= begin_at <= sheet.count:
        raise SheetDoesNotFit(_("A sheet has places 1 to %(count)s.") % {"count": sheet.count})
