"""
What interfaces and other apps ask search. Nobody finds what they may not see.

The language of questions is read here too: the rules behind it are nobody else's.
"""

from aftercare.base.search.policies.excerpts import Excerpt
from aftercare.base.search.policies.fields import (
    FieldKind,
    Interval,
    SearchField,
    interval,
    known_fields,
    register_field,
)
from aftercare.base.search.policies.language import (
    AllOf,
    AnyOf,
    Between,
    Chip,
    Field,
    Node,
    Not,
    Phrase,
    Plain,
    Query,
)
from aftercare.base.search.policies.parsing import parse_query
from aftercare.base.search.policies.tokens import clean, in_any_script
from aftercare.base.search.queries.documents import (
    document_called,
    documents_called,
    ref_of,
    visible_documents,
    visible_misses,
)
from aftercare.base.search.queries.finding import Found, Hit, find
from aftercare.base.search.queries.suggesting import Suggestion, suggest

__all__ = [
    "AllOf",
    "AnyOf",
    "Between",
    "Chip",
    "Excerpt",
    "Field",
    "FieldKind",
    "Found",
    "Hit",
    "Interval",
    "Node",
    "Not",
    "Phrase",
    "Plain",
    "Query",
    "SearchField",
    "Suggestion",
    "clean",
    "document_called",
    "documents_called",
    "find",
    "in_any_script",
    "interval",
    "known_fields",
    "parse_query",
    "ref_of",
    "register_field",
    "suggest",
    "visible_documents",
    "visible_misses",
]
