"""The API as a whole: its parts, who gets in, and its description."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema, get_schema
from ninja.security import HttpBearer

from aftercare.interfaces.api import (
    cases,
    customers,
    owed,
    production,
    returns,
    supply,
    things,
    to_suppliers,
)
from aftercare.interfaces.api.problems import answer_with_problems
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.kit.actors import NOBODY, Actor


class Token(HttpBearer):
    """A token of Settings, API tokens. The door has looked at it already."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return who comes in, if anybody."""
        actor: Actor = getattr(request, "actor", NOBODY)
        return None if actor == NOBODY else actor


class Service(NinjaAPI):
    """The API, described once a process: nothing of it changes while it runs."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return its description, for addresses that begin with `path_prefix`."""
        return _described(self, path_prefix or self.get_root_path(path_params or {}))


@cache
def _described(service: Service, path_prefix: str) -> OpenAPISchema:
    return get_schema(api=service, path_prefix=path_prefix)


api = Service(
    version="1",
    description="Every write takes an `Idempotency-Key`: sent again within a day, it is done once.",
    urls_namespace="api",
    docs_url=None,
    auth=Token(),
)
api.title = "Aftercare"
answer_with_problems(api)
for part in (cases, customers, things, production, owed, returns, to_suppliers, supply):
    api.add_router("", part.router)


def reference(request: ActorRequest) -> HttpResponse:
    """Show what programs may ask for, as a page."""
    document = api.get_openapi_schema(path_prefix="/api/v1/")
    operations = [
        {"path": path, "method": method.upper(), "fields": _fields(document, told), **told}
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]
    shown = {"operations": operations, "document": document}
    return render(request, "api/reference.html", shown)


def _fields(document: dict[str, Any], told: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Return name, type and need of what an operation is sent."""
    bodies = told.get("requestBody", {}).get("content", {}).values()
    found = []
    for body in bodies:
        schema = body["schema"]
        name = schema.get("$ref", "").rpartition("/")[2]
        schema = document["components"]["schemas"].get(name, schema)
        needed = schema.get("required", [])
        for field, kind in schema.get("properties", {}).items():
            found.append((field, _kind(kind), field in needed))
    return found


def _kind(schema: dict[str, Any]) -> str:
    choices = [_kind(each) for each in schema.get("anyOf", [])]
    if choices:
        return " | ".join(choices)
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    inner = f" of {_kind(schema['items'])}" if "items" in schema else ""
    return f"{schema.get('type', 'any')}{inner}"
