"""What is set up for cases, for the people who may change it."""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q, QuerySet

from aftercare.domain.cases.models import Case, CaseMessage, Macro, SavedView
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.policies import fill_in, places_in, text_in
from aftercare.domain.cases.queries.cases import visible_cases
from aftercare.domain.conversations.models import Message
from aftercare.kit.actors import Actor


def macros_to_set_up(actor: Actor) -> QuerySet[Macro]:
    """Return everybody's macros and those of `actor`, switched off ones too, by name."""
    if not actor.may(CasePermission.REPLY):
        return Macro.objects.none()
    mine = Q(owner=None) | Q(owner=actor.id if actor.kind == "user" else None)
    return Macro.objects.filter(mine).order_by("owner", "name", "pk")


def may_change(row: Macro | SavedView, actor: Actor) -> bool:
    """Return whether `actor` may change what may be somebody else's."""
    is_mine = actor.kind == "user" and row.owner_id == actor.id
    return is_mine or actor.may(CasePermission.SET_UP)


def cases_of_messages(messages: Iterable[Message], *, actor: Actor) -> dict[int, Case]:
    """Return in which case each of `messages` was said, where `actor` may see it. One query."""
    said = CaseMessage.objects.filter(
        message__in=[message.pk for message in messages], case__in=visible_cases(actor)
    )
    return {each.message_id: each.case for each in said.select_related("case")}


def unknown_places(text: str, known: Collection[str]) -> list[str]:
    """Return the places in a prepared text that nothing would fill."""
    return [place for place in places_in(text) if place not in known]


def text_for(texts: Mapping[str, str], language: str, values: Mapping[str, str]) -> str:
    """Return a prepared text as somebody who reads `language` gets it."""
    return fill_in(text_in(texts, language), values)
