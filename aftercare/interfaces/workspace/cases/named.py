"""What customers name of ours: numbers of cases, repairs and the like, and what they answer."""

import re
from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from aftercare.base.search.queries import documents_called, ref_of
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import case_of_thread, visible_cases
from aftercare.domain.conversations.models import Thread
from aftercare.domain.guidance.queries import visible_sessions
from aftercare.interfaces.workspace.addresses import address_of
from aftercare.kit.actors import Actor

NUMBER = re.compile(r"(?<![\w-])[A-Z]{1,6}-(?:\d{2,4}-)?\d{3,}(?![\w-])")
"""As our documents are numbered, whatever a company has them begin with."""
KINDS = ("case", "work_order", "return", "parcel")
MOST = 12


def named_in(case: Case, texts: Sequence[str], actor: Actor) -> list[dict[str, Any]]:
    """Return what of ours is named in what was said in a case, as far as `actor` may see it."""
    said = (number for text in [case.subject, *texts] for number in NUMBER.findall(text[:20_000]))
    numbers = list(dict.fromkeys(said))[:MOST]
    if not numbers:
        return []
    found = [
        {
            "code": each.code,
            "title": each.title,
            "url": address_of(each.kind, each.code, ref_of(each.subject)),
        }
        for each in documents_called(numbers, KINDS, actor)
        if each.code != case.code
    ]
    sessions = visible_sessions(actor).filter(code__in=numbers).exclude(case=case)
    found += [
        {"code": each.code, "title": each.subject, "url": reverse("workspace:session", args=[each])}
        for each in sessions
    ]
    # One is found however it is written, as C-202600001 too; such stand behind the others.
    place = {number: at for at, number in enumerate(numbers)}
    return sorted(found, key=lambda each: place.get(each["code"], MOST))


def answered_case(case: Case, thread: Thread | None, actor: Actor) -> Case | None:
    """Return the case somebody has answered in who has no part in it, if `actor` may see it."""
    if thread is None or thread.refers_to is None:
        return None
    answered = case_of_thread(thread.refers_to)
    seen = visible_cases(actor).filter(pk=answered.pk).exclude(pk=case.pk) if answered else None
    return seen.first() if seen else None
