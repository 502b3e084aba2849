"""What others ask about cases: `cases` has the rows, `matching` the lists."""

from aftercare.domain.cases.queries.cases import (
    candidates,
    case_of_thread,
    drafts_for,
    escalations_of,
    fitting_level,
    links_of,
    messages_in,
    notes_on,
    numbers_in,
    open_cases_of,
    service_levels,
    threads_of,
    triage_rules,
    visible_cases,
    visible_macros,
    visible_views,
)
from aftercare.domain.cases.queries.matching import CasePage, matching_cases, page_of

__all__ = [
    "CasePage",
    "candidates",
    "case_of_thread",
    "drafts_for",
    "escalations_of",
    "fitting_level",
    "links_of",
    "matching_cases",
    "messages_in",
    "notes_on",
    "numbers_in",
    "open_cases_of",
    "page_of",
    "service_levels",
    "threads_of",
    "triage_rules",
    "visible_cases",
    "visible_macros",
    "visible_views",
]
