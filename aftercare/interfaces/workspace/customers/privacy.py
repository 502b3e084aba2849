"""What a person may ask for by law: to get what is kept of them, and to be forgotten."""

import json
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aftercare.base.files.models import StoredFile
from aftercare.domain.customers.operations.privacy import export_contact, forget_contact
from aftercare.domain.customers.queries import visible_contacts
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.kit import clock


@require_POST
def forget(request: ActorRequest, contact_id: int) -> HttpResponse:
    """Erase a person's data."""
    found = get_object_or_404(visible_contacts(request.actor), pk=contact_id)
    word = request.POST.get("confirmation", "")
    forget_contact(found, confirmation=word, actor=request.actor, at=clock.now())
    toast(request, _("The person was erased."))
    return redirect("workspace:customers")


@require_POST
def export(request: ActorRequest, contact_id: int) -> HttpResponseBase:
    """Hand out all that is kept of a person: for machines, for people, and their files."""
    found = get_object_or_404(visible_contacts(request.actor), pk=contact_id)
    data = export_contact(found, actor=request.actor, at=clock.now())
    archive = TemporaryFile()  # noqa: SIM115  # the answer closes it
    _pack(archive, data)
    archive.seek(0)
    return FileResponse(archive, as_attachment=True, filename=f"contact-{found.pk}.zip")


def _pack(archive: IO[bytes], data: dict[str, Any]) -> None:
    readable = render_to_string("workspace/customers/export.html", {"data": data})
    with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
        packed.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2))
        packed.writestr("readable.html", readable)
        for number, file in enumerate(_files_in(data), start=1):
            stored = StoredFile.objects.filter(sha256=file["sha256"]).first()
            if stored is None:
                continue
            with stored.open() as source, packed.open(f"files/{number}-{file['name']}", "w") as to:
                while piece := source.read(2**18):
                    to.write(piece)


def _files_in(data: dict[str, Any]) -> list[dict[str, str]]:
    return [file for said in data.get("conversations", []) for file in said["files"]]
