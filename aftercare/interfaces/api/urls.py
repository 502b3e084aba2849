from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path

from aftercare.interfaces.api.door import door
from aftercare.interfaces.api.service import api, reference

_operations, _app, _namespace = api.urls
for each in _operations:
    each.callback = door(each.callback)  # type: ignore[arg-type]  # each has one

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/reference", login_not_required(reference), name="api-reference"),
    path("api/v1/", include((_operations, _app), namespace=_namespace)),
]
