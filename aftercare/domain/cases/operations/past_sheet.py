"""Cases of the system before, from a file: a row for each message."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from itertools import groupby

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.base.company.steps import next_codes
from aftercare.base.journal.steps import announce_all, later
from aftercare.base.promises.steps.past import forget_promises
from aftercare.base.search.steps import file_later, forget_all
from aftercare.base.spreadsheets.queries import Sheet, named_by_nobody
from aftercare.base.spreadsheets.states import Outcome, Record, Verdict
from aftercare.domain.cases.events import CasesImported, CasesRemoved
from aftercare.domain.cases.models import (
    Case,
    CaseFigures,
    CaseMessage,
    CaseThread,
    CaseUnit,
    FoundNumber,
    Note,
)
from aftercare.domain.cases.operations.past_columns import COLUMNS
from aftercare.domain.cases.permissions import CasePermission
from aftercare.domain.cases.queries import PAST
from aftercare.domain.cases.steps.past_facts import (
    end_with_what_was_said,
    settle_again,
    settle_promises,
)
from aftercare.domain.cases.steps.past_making import Made, make_cases, store_what_was_said
from aftercare.domain.cases.steps.past_rows import (
    PastRow,
    read_past_rows,
    subjects_of,
    touched_cases,
)
from aftercare.domain.conversations.steps.past import take_past_back
from aftercare.domain.customers.steps.strangers import part_from
from aftercare.kit.actors import Actor
from aftercare.kit.bulk import insert_all
from aftercare.kit.refs import Ref, ref


@transaction.atomic
def import_cases(records: Sequence[Record], *, actor: Actor, at: datetime) -> list[Outcome]:
    """
    Take over cases of the system before with all that was said in them, many at once.

    Nothing is sent, no rule runs and nobody is told. Who wrote is recognised, or met. What was
    promised was kept or broken as the service levels say; for what is still open the clocks
    begin now.
    """
    actor.must(CasePermission.OPEN)
    rows = read_past_rows(records, now=at)
    sound = [row for row in rows if row.state == "new"]
    made = make_cases(sound, actor=actor, at=at)
    _number([case for case, _course in made.courses])
    insert_all([case for case, _course in made.courses])
    open_ended = end_with_what_was_said(made.continued)
    store_what_was_said(made, actor=actor)
    settle_promises(made.courses, at=at)
    waiting = [case for case, _course in made.courses if case.due_at]
    Case.objects.bulk_update(waiting, ["due_at"])
    settle_again(made.continued, open_ended=open_ended, at=at)
    cases = [row.past.case for row in sound if row.past and row.past.case]
    keys = list(dict.fromkeys(case.pk for case in cases))
    file_later("case", keys, at=at)
    if keys:
        later("cases.count_figures", keys=keys)
    units = [link.unit_id for link in made.links]
    _announce(CasesImported, cases, units, actor=actor, at=at)
    return [_outcome(row, made) for row in rows]


def _number(cases: Iterable[Case]) -> None:
    """Give cases their numbers, in the order and by the year in which they were opened."""
    ordered = sorted(cases, key=lambda case: case.opened_at)
    for _year, of_the_year in groupby(ordered, key=lambda case: case.opened_at.year):
        some = list(of_the_year)
        codes = next_codes(PAST, len(some), at=some[0].opened_at)
        for case, code in zip(some, codes, strict=True):
            case.code = code


def _outcome(row: PastRow, made: Made) -> Outcome:
    if row.why or row.past is None or row.past.case is None:
        return Outcome("error", reason=row.why)
    return Outcome(row.state, str(ref(row.past.case)), {}, made.keys_of(row))


def _announce(
    happened: type[CasesImported | CasesRemoved],
    cases: Iterable[Case],
    units: Iterable[int],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    known = {case.pk: case for case in cases}
    if known:
        about = subjects_of(known.values())
        event = happened(cases=tuple(known), customers=about, units=tuple(dict.fromkeys(units)))
        announce_all([event], actor=actor, at=at)


@transaction.atomic
def undo_cases(outcomes: Sequence[Outcome], *, actor: Actor, at: datetime) -> list[str]:
    """Take back past cases, and parts of them, unless something has happened to them since."""
    actor.must(CasePermission.OPEN)
    known = Case.objects.select_for_update().in_bulk({each.key for each in outcomes})
    made = {key for each in outcomes for key in each.after.get("Case", ())}
    alone = _alone(made & known.keys(), outcomes)
    kept = touched_cases(known) | (made - alone)
    reasons = [_why_kept(each, known, kept) for each in outcomes]
    back = [each for each, why in zip(outcomes, reasons, strict=True) if not why]
    gone = made & known.keys() - kept
    cases = [known[key] for key in {each.key for each in back}]
    left = [case for case in cases if case.pk not in gone]
    open_ended = end_with_what_was_said(left)
    units = list(CaseUnit.objects.filter(case__in=gone).values_list("unit", flat=True))
    _take_out(back, gone)
    settle_again(left, open_ended=open_ended, at=at)
    file_later("case", [case.pk for case in left], at=at)
    _announce(CasesRemoved, cases, units, actor=actor, at=at)
    part_from(_keys(back, "Contact"), actor=actor, at=at)
    return reasons


def _keys(outcomes: Iterable[Outcome], name: str) -> set[int]:
    return {key for each in outcomes for key in each.after.get(name, ())}


def _alone(made: Collection[int], outcomes: Sequence[Outcome]) -> set[int]:
    """Return which cases nothing points to but what came with them."""
    but: dict[type[Model], Collection[int]] = {
        model: list(model._base_manager.filter(case__in=made).values_list("pk", flat=True))
        for model in (CaseThread, CaseUnit, FoundNumber, CaseFigures)
    }
    but |= {CaseMessage: _keys(outcomes, "Message"), Note: _keys(outcomes, "Note")}
    return named_by_nobody(Case, made, but=but)


def _why_kept(outcome: Outcome, known: Mapping[int, Case], kept: Collection[int]) -> str:
    if outcome.key not in known:
        return _("It is gone already.")
    return _("Something has happened to it since.") if outcome.key in kept else ""


def _take_out(back: Sequence[Outcome], gone: Collection[int]) -> None:
    """Remove what rows have written, and the cases `gone` with all that is theirs."""
    messages = _keys(back, "Message")
    CaseMessage.objects.filter(message__in=messages).delete()
    Note.objects.filter(pk__in=_keys(back, "Note")).delete()
    threads = CaseThread.objects.filter(case__in=gone)
    theirs = list(threads.values_list("thread", flat=True))
    threads.delete()
    forget_promises(Ref("case", key) for key in gone)
    Case.objects.filter(pk__in=gone).delete()
    take_past_back(theirs, messages)
    forget_all(Ref("case", key) for key in gone)


def _check(records: Sequence[Record]) -> list[Verdict]:
    return [Verdict(row.state, row.column, row.why, row.remark) for row in read_past_rows(records)]


def _identify(record: Record) -> str:
    words = [record.get(name, "").strip() for name in ("number", "at", "direction", "text")]
    text = blake2b(words.pop().encode(), digest_size=15).hexdigest()
    return "/".join([*words, text])


PAST_CASES = Sheet(
    name="cases",
    title=gettext_lazy("Past cases"),
    text=gettext_lazy("Cases of the system before, with all that was said in them."),
    icon="history",
    permission=CasePermission.OPEN,
    identify=_identify,
    check=_check,
    apply=import_cases,
    undo=undo_cases,
    columns=COLUMNS,
)
