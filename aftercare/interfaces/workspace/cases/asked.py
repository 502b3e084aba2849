"""Which list somebody looks at: the question, its order, and the page of it."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode, urlsplit

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from aftercare.base.search.queries import parse_query
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import SORTS, matching_cases, page_of, place_of
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.kit import clock

INBOX = "status:open (assignee:me OR assignee:none)"
SORT_NAMES = {"-active_at": _("Last activity"), "due_at": _("Due next"), "opened_at": _("Oldest")}


@dataclass(frozen=True)
class Asked:
    """A list of cases as its address names it."""

    text: str = INBOX
    sort: str = SORTS[0]
    after: str = ""

    @cached_property
    def parameters(self) -> str:
        """Return what stands behind the question mark of every page beside this list."""
        given = {"q": self.text} if self.text != INBOX else {}
        return urlencode(given | ({"sort": self.sort} if self.sort != SORTS[0] else {}))

    @property
    def sort_name(self) -> object:
        return SORT_NAMES[self.sort]

    def cases(self, request: ActorRequest) -> QuerySet[Case]:
        """Return the cases of the list that whoever asks may see."""
        return matching_cases(parse_query(self.text), actor=request.actor, at=clock.now())

    def next_to(self, case: Case, request: ActorRequest) -> Case | None:
        """Return the case that stands below `case` in the list, else the first other one."""
        cases = self.cases(request).exclude(pk=case.pk)
        place = place_of(case, self.sort)
        for after in (place, ""):
            if found := page_of(cases, sort=self.sort, after=after, size=1).cases:
                return found[0]
        return None


def asked_in(given: QueryDict) -> Asked:
    """Return the list that an address names."""
    sort = given.get("sort", SORTS[0])
    return Asked(
        text=given.get("q", INBOX),
        sort=sort if sort in SORTS else SORTS[0],
        after=given.get("after", ""),
    )


def asked_by(request: ActorRequest) -> Asked:
    """Return the list a request names, or the one on the page it was sent from."""
    given = request.GET
    if request.method == "POST" or not given.keys() & {"q", "sort", "after"}:
        given = QueryDict(urlsplit(request.headers.get("HX-Current-URL", "")).query)
    return asked_in(given)
