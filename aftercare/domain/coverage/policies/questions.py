"""The questions that rules may ask, in the words of the trade; their texts stand in the docs."""

from collections.abc import Callable

from aftercare.domain.coverage.policies.days import days_between, months_begun
from aftercare.domain.coverage.policies.decisions import Value
from aftercare.domain.coverage.policies.facts import Repair, classes_above
from aftercare.domain.coverage.policies.measures import (
    CHARGED,
    EXCLUDING,
    Measure,
    Question,
    Unknown,
    View,
    day_of_sale,
)

MEASURES: dict[str, Measure] = {}


def _measure(kind: type, *, of_claim: bool = True) -> Callable[[Question], Question]:
    def register(question: Question) -> Question:
        MEASURES[question.__name__] = Measure(question.__name__, kind, question, of_claim)
        return question

    return register


@_measure(int)
def days_since_sale(view: View) -> Value | Unknown:
    """Days since the sale."""
    sold = day_of_sale(view.facts)
    return days_between(sold, view.facts.today) if sold else Unknown(("sold_on",))


@_measure(int)
def days_since_delivery(view: View) -> Value | Unknown:
    """Days since the customer received it."""
    day = view.facts.delivered_on
    return days_between(day, view.facts.today) if day else Unknown(("delivered_on",))


@_measure(int)
def months_since_sale(view: View) -> Value | Unknown:
    """Months begun since the sale."""
    sold = day_of_sale(view.facts)
    return months_begun(sold, view.facts.today) if sold else Unknown(("sold_on",))


@_measure(int)
def months_to_defect(view: View) -> Value | Unknown:
    """Months begun between delivery and the day the fault was found."""
    facts = view.facts
    found = facts.fault.found_on if facts.fault else None
    if facts.delivered_on and found:
        return months_begun(facts.delivered_on, found)
    wanted = (("delivered_on", facts.delivered_on), ("fault.found_on", found))
    return Unknown(tuple(name for name, value in wanted if not value))


@_measure(str)
def fault(view: View) -> Value | Unknown:
    """Which kind of fault it is."""
    return view.facts.fault.kind if view.facts.fault else Unknown(("fault",))


@_measure(str)
def severity(view: View) -> Value | Unknown:
    """How grave the fault is."""
    found = view.facts.fault
    return found.severity if found and found.severity else Unknown(("fault.severity",))


@_measure(str)
def cause(view: View) -> Value | Unknown:
    """Why it is faulty; what excludes has to be shown by the evidence that is asked for."""
    facts = view.facts
    if facts.fault and facts.fault.kind == "none":
        return "no_fault"
    named = facts.fault.cause if facts.fault else None
    if named in EXCLUDING:
        lacking = view.evidence_lacking()
        return Unknown(lacking) if lacking else named
    if named == "undetermined":
        burden = view.burden_is_ours
        if isinstance(burden, Unknown):
            return burden
        return "defect" if burden else Unknown(("fault.cause",))
    return named or Unknown(("fault.cause",))


@_measure(str)
def named_cause(view: View) -> Value | Unknown:
    """Why it is faulty, as it was reported."""
    named = view.facts.fault.cause if view.facts.fault else None
    return named or Unknown(("fault.cause",))


@_measure(list)
def proof(view: View) -> Value | Unknown:
    """Proof the buyer can show: invoice, guarantee card, a copy, or nothing."""
    given = view.facts.proof
    if given is None:
        return Unknown(("proof",))
    return list(given) or ["nothing"]


@_measure(str)
def papers(view: View) -> Value | Unknown:
    """Which papers there are: both invoice and guarantee card, one of them, a copy, or nothing."""
    given = view.facts.proof
    if given is None:
        return Unknown(("proof",))
    if "invoice" in given and "card" in given:
        return "both"
    return next((each for each in ("invoice", "card", "copy") if each in given), "nothing")


@_measure(list)
def evidence(view: View) -> Value | Unknown:
    """Which kinds of evidence there are."""
    return sorted({each.kind for each in view.facts.evidence}) or ["nothing"]


@_measure(str)
def sale(view: View) -> Value | Unknown:
    """Sold in a shop or at a distance."""
    return view.facts.sale or Unknown(("sale",))


@_measure(bool)
def intact(view: View) -> Value | Unknown:
    """Whether the goods came back as they were sold."""
    given = view.facts.intact
    return Unknown(("intact",)) if given is None else given


@_measure(bool)
def declared_unfit(view: View) -> Value | Unknown:
    """Whether an authority has declared the goods unfit."""
    given = view.facts.declared_unfit
    return Unknown(("declared_unfit",)) if given is None else given


@_measure(bool)
def made_to_order(view: View) -> Value | Unknown:
    """Whether the goods were made as the buyer ordered them."""
    given = view.facts.made_to_order
    return Unknown(("made_to_order",)) if given is None else given


@_measure(bool)
def one_year_agreed(view: View) -> Value | Unknown:
    """Whether the goods are second-hand and one year of liability was agreed."""
    given = view.facts.one_year_agreed
    return Unknown(("one_year_agreed",)) if given is None else given


@_measure(bool)
def may_end_contract(view: View) -> Value | Unknown:
    """Whether the conditions hold under which the law lets the buyer end the contract."""
    given = view.facts.may_end_contract
    return Unknown(("may_end_contract",)) if given is None else given


@_measure(bool)
def hidden(view: View) -> Value | Unknown:
    """Whether the fault could not be seen before it was found."""
    given = view.facts.fault.hidden if view.facts.fault else None
    return Unknown(("fault.hidden",)) if given is None else given


@_measure(int)
def months_since_found(view: View) -> Value | Unknown:
    """Months begun since the fault was found."""
    found = view.facts.fault.found_on if view.facts.fault else None
    return months_begun(found, view.facts.today) if found else Unknown(("fault.found_on",))


@_measure(str)
def part(view: View) -> Value | Unknown:
    """Which part is broken; the unit where no part is named."""
    found = view.facts.fault
    return (found.part or "unit") if found else Unknown(("fault",))


@_measure(list)
def impossible(view: View) -> Value | Unknown:
    """Whatever the seller shows to be impossible or out of proportion."""
    return list(view.facts.impossible) or ["nothing"]


@_measure(list)
def item_class(view: View) -> Value | Unknown:
    """Class of the goods and those above it: `television.lcd`, `television`."""
    return list(classes_above(view.facts.item_class))


@_measure(bool)
def installation_agreed(view: View) -> Value | Unknown:
    """Whether the seller had to install it."""
    given = view.facts.installation_agreed
    return Unknown(("installation_agreed",)) if given is None else given


@_measure(int)
def failed_repairs(view: View) -> Value | Unknown:
    """Repairs after which it did not work."""
    repairs = view.repairs
    if isinstance(repairs, Unknown):
        return repairs
    over = [each for each in repairs if each.ended_on]
    if any(each.worked is None for each in over):
        return Unknown(("repairs.worked",))
    return sum(each.worked is False for each in over)


@_measure(int)
def failed_attempts(view: View) -> Value | Unknown:
    """Repairs that did not help and exchanges, after which it is faulty again."""
    facts = view.facts
    lacking = tuple(name for name in ("repairs", "exchanges") if getattr(facts, name) is None)
    if lacking:
        return Unknown(lacking)
    over = [each for each in facts.repairs or () if each.ended_on]
    if any(each.worked is None for each in over):
        return Unknown(("repairs.worked",))
    exchanged = sum(each.of == "unit" for each in facts.exchanges or ())
    return sum(each.worked is False for each in over) + exchanged


@_measure(int)
def repairs_done(view: View) -> Value | Unknown:
    """Repairs that were finished."""
    repairs = view.facts.repairs
    return (
        Unknown(("repairs",)) if repairs is None else sum(bool(each.ended_on) for each in repairs)
    )


@_measure(int)
def months_to_first_repair(view: View) -> Value | Unknown:
    """Months begun between delivery and the first repair that is over; 0 without one."""
    facts = view.facts
    if facts.repairs is None:
        return Unknown(("repairs",))
    first = min((each.began_on for each in facts.repairs if each.ended_on), default=None)
    if first is None:
        return 0
    day = facts.delivered_on
    return months_begun(day, first) if day else Unknown(("delivered_on",))


@_measure(int)
def days_in_repair(view: View) -> Value | Unknown:
    """Days since it was handed in for a repair that is not over."""
    return _days_of_open_repair(view, lambda repair: True)


@_measure(int)
def days_held_by_parts(view: View) -> Value | Unknown:
    """Days since it was handed in for a repair that waits for the maker's parts."""
    return _days_of_open_repair(view, lambda repair: repair.delayed_by == "parts")


@_measure(int)
def days_held_by_repairer(view: View) -> Value | Unknown:
    """Days since it was handed in for a repair that the repairer delays."""
    return _days_of_open_repair(view, lambda repair: repair.delayed_by == "repairer")


def _days_of_open_repair(view: View, counts: Callable[[Repair], bool]) -> Value | Unknown:
    repairs = view.repairs
    if isinstance(repairs, Unknown):
        return repairs
    open_ones = [each for each in repairs if not each.ended_on and counts(each)]
    return max((days_between(each.began_on, view.facts.today) for each in open_ones), default=0)


@_measure(int)
def exchanges_of_part(view: View) -> Value | Unknown:
    """How often the part that is broken was exchanged."""
    facts = view.facts
    if facts.exchanges is None:
        return Unknown(("exchanges",))
    broken = facts.fault.part if facts.fault else None
    return sum(each.of == broken for each in facts.exchanges)


@_measure(str)
def stock(view: View) -> Value | Unknown:
    """Whether the seller has the model to exchange it."""
    return view.facts.stock or Unknown(("stock",))


@_measure(bool)
def out_of_production(view: View) -> Value | Unknown:
    """Whether the model is made no more."""
    ended = view.facts.production_ended_on
    return ended <= view.facts.today if ended else Unknown(("production_ended_on",))


@_measure(bool)
def seller_declined(view: View) -> Value | Unknown:
    """Whether the seller refused to repair or replace, or did not do it."""
    given = view.facts.seller_declined
    return Unknown(("seller_declined",)) if given is None else given


@_measure(bool, of_claim=False)
def in_period(view: View) -> Value | Unknown:
    """Whether the period for what is broken still runs: the unit's, or that of a main part."""
    return view.covers_fault(with_parts=True)


@_measure(bool, of_claim=False)
def in_whole_period(view: View) -> Value | Unknown:
    """Whether the period of the whole unit still runs."""
    return view.covers_fault(with_parts=False)


@_measure(bool, of_claim=False)
def is_accessory(view: View) -> Value | Unknown:
    """Whether what is broken is an accessory with a period of its own."""
    return view.is_accessory()


@_measure(bool, of_claim=False)
def is_main_part(view: View) -> Value | Unknown:
    """Whether what is broken is one of the main parts."""
    return view.is_main_part()


@_measure(bool, of_claim=False)
def exchange_due(view: View) -> Value | Unknown:
    """Whether this book has granted an exchange."""
    return "exchange" in view.granted


@_measure(bool, of_claim=False)
def refund_due(view: View) -> Value | Unknown:
    """Whether this book has granted a refund."""
    return "refund" in view.granted


@_measure(bool, of_claim=False)
def something_due(view: View) -> Value | Unknown:
    """Whether this book or one before it has granted something."""
    return bool(view.granted or view.granted_by_others)


@_measure(bool, of_claim=False)
def due_by_law(view: View) -> Value | Unknown:
    """Whether a law gives something that is not a repair for a charge, not a contract alone."""
    return not {*view.granted_by_law} <= CHARGED


@_measure(bool, of_claim=False)
def is_covered(view: View) -> Value | Unknown:
    """Whether any rule or contract gives something that is not a repair for a charge."""
    return not {*view.granted, *view.granted_by_others} <= CHARGED


@_measure(bool, of_claim=False)
def promised(view: View) -> Value | Unknown:
    """Whether a contract or a maker's promise has granted something."""
    return bool(view.granted_by_others)


@_measure(bool, of_claim=False)
def others_say(view: View) -> Value | Unknown:
    """Whether another rule or a contract says something of these goods."""
    return view.others_say
