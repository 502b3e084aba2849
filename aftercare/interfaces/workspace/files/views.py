from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from aftercare.base.files.queries import readable_files
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.downloads import download, download_thumbnail


@require_GET
def file(request: ActorRequest, link_id: int) -> HttpResponseBase:
    """Hand out a file to who may read it; for all others it is not there."""
    link = get_object_or_404(readable_files(request.actor), pk=link_id)
    return download(request, link.file, link.name)


@require_GET
def thumbnail(request: ActorRequest, link_id: int) -> HttpResponseBase:
    """Show a picture small, to who may read it."""
    link = get_object_or_404(readable_files(request.actor), pk=link_id)
    return download_thumbnail(request, link.file)
