"""What triage rules make of matters: of one that somebody tries, and of those of late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Left, NullIf

from aftercare.domain.cases.models import Case, CaseMessage, ServiceLevel, TriageRule
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.policies import Facts, Triage, rule_fits, triage
from aftercare.domain.cases.queries.cases import fitting_level, visible_cases
from aftercare.kit.actors import Actor
from aftercare.kit.languages import nearest_language

LOOKED_BACK = timedelta(days=30)
MOST_LOOKED_AT = 2000
"""Cases that are read for a preview; of more, the latest are."""
LONGEST_TEXT = 4000
EXAMPLES = 8


@dataclass(frozen=True)
class RuleHits:
    """How many of the cases of late a rule would have matched, and some of them."""

    hits: int
    looked_at: int
    examples: list[Case]


@dataclass(frozen=True)
class Trial:
    """What would become of a matter: the rules that match, what they make of it, its level."""

    rules: list[TriageRule]
    result: Triage
    level: ServiceLevel | None


def visible_triage_rules(actor: Actor) -> QuerySet[TriageRule]:
    """Return all triage rules in order, switched on or off, for who sets them up."""
    rules = TriageRule.objects.select_related("sets_team", "needs_skill").order_by("position")
    return rules if actor.may(CasePermission.SET_UP) else rules.none()


def recent_hits(rule: TriageRule, *, actor: Actor, at: datetime) -> RuleHits:
    """
    Return which cases of the last thirty days a rule, stored or not, would have matched.

    Read are the subject and the beginning of the first message. Two queries.
    """
    cases = visible_cases(actor).filter(opened_at__gt=at - LOOKED_BACK, opened_at__lte=at)
    rows = _with_first_text(cases).select_related("account").order_by("-opened_at", "-pk")
    found = list(rows[:MOST_LOOKED_AT])
    hits = [case for case in found if rule_fits(rule, facts_told(case))]
    return RuleHits(len(hits), len(found), hits[:EXAMPLES])


def try_rules(rules: Sequence[TriageRule], facts: Facts) -> Trial:
    """Return what `rules` would make of a matter, and which service level it would come under."""
    result = triage(rules, facts)
    sorted_facts = Facts(
        facts.channel,
        facts.language,
        facts.priority or result.priority or "normal",
        facts.tier,
        facts.account_id,
        facts.text,
    )
    matching = [rule for rule in rules if rule_fits(rule, facts)]
    return Trial(matching, result, fitting_level(sorted_facts))


def facts_of_text(text: str, *, channel: str, language: str, tier: str) -> Facts:
    """Return what triage would be told of a matter that has not come in."""
    return Facts(channel, language, tier=tier, text=text)


def first_told(case: Case) -> Facts:
    """Return what triage was told of a case when it came in."""
    return facts_told(_with_first_text(Case.objects.filter(pk=case.pk)).get())


def facts_told(case: Case) -> Facts:
    """Return the facts of a case that was read with its first text."""
    told = getattr(case, "told", "") or ""
    return Facts(
        channel=case.channel,
        language=nearest_language(case.language) if case.language else "",
        tier=case.account.tier if case.account else "",
        account_id=case.account_id,
        text=f"{case.subject}\n{told}",
    )


def _with_first_text(cases: QuerySet[Case]) -> QuerySet[Case]:
    said = CaseMessage.objects.filter(case=OuterRef("pk")).order_by("message__at", "message")
    new = Coalesce(NullIf("message__reply_text", Value("")), "message__text")
    first = said.annotate(told=Left(new, LONGEST_TEXT)).values("told")[:1]
    return cases.annotate(told=Subquery(first))
