"""The documents of items."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.domain.catalog.models import Item, ItemDocument
from aftercare.domain.catalog.operations.documents import (
    add_document,
    edit_document,
    remove_document,
)
from aftercare.domain.catalog.permissions import CatalogPermission
from aftercare.domain.catalog.queries import visible_documents
from aftercare.domain.catalog.states import Audience
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import download
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.catalog.edits import editable, form_page
from aftercare.interfaces.workspace.catalog.forms import DocumentForm, NewDocumentForm
from aftercare.kit import clock


@require_http_methods(["GET", "POST"])
def new_document(request: ActorRequest, code: str) -> HttpResponse:
    """Put a document about an item into the library."""
    found = editable(request, code)
    initial = {"audience": Audience.INTERNAL}
    form = NewDocumentForm(request.POST or None, request.FILES or None, initial=initial)
    return form_page(
        request,
        form,
        title=_("New document of %(item)s") % {"item": found.code},
        back=reverse("workspace:item", args=[code]),
        save=lambda data: _add(request, found, data),
        text=_("What a PDF says is found by the search a moment later."),
    )


def _add(request: ActorRequest, item: Item, data: dict[str, Any]) -> None:
    upload = data.pop("file")
    add_document(item, upload, file_name=upload.name, **data, actor=request.actor, at=clock.now())


@require_GET
def document(request: ActorRequest, document_id: int) -> HttpResponseBase:
    """Hand out a document to who may read it; for all others it is not there."""
    found = get_object_or_404(visible_documents(request.actor), pk=document_id)
    return download(request, found.file, found.file_name)


def _editable(request: ActorRequest, document_id: int) -> ItemDocument:
    found = get_object_or_404(visible_documents(request.actor), pk=document_id)
    request.actor.must(CatalogPermission.EDIT)
    return found


@require_http_methods(["GET", "POST"])
def change_document(request: ActorRequest, document_id: int) -> HttpResponse:
    """Correct what we say of a document, or who may see it."""
    found = _editable(request, document_id)
    initial = {name: getattr(found, name) for name in DocumentForm.base_fields}
    return form_page(
        request,
        DocumentForm(request.POST or None, initial=initial),
        title=found.title,
        back=reverse("workspace:item", args=[found.item.code]),
        save=lambda data: edit_document(found, **data, actor=request.actor, at=clock.now()),
    )


@require_POST
def drop_document(request: ActorRequest, document_id: int) -> HttpResponse:
    """Take a document out of the library."""
    found = _editable(request, document_id)
    remove_document(found, actor=request.actor, at=clock.now())
    toast(request, _("“%(title)s” is removed.") % {"title": found.title})
    return redirect("workspace:item", code=found.item.code)
