from django.http import Http404, HttpRequest, HttpResponse


def not_here(request: HttpRequest) -> HttpResponse:
    """Answer for pages of the library that we do not offer."""
    raise Http404
