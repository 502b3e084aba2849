"""How a person who is forgotten goes from what they sent back."""

from datetime import datetime

from aftercare.base.files.steps import let_go, unlink_all
from aftercare.base.people.steps import blank_notifications
from aftercare.domain.customers.queries import Person
from aftercare.domain.returns.models import Arrival, Rma, RmaAmount, RmaChange, RmaFile, RmaLine
from aftercare.domain.returns.steps.returns import file_return
from aftercare.kit.refs import ref


def erase_from_returns(person: Person, at: datetime) -> None:
    """
    Take a person out of their returns: what they wrote and showed, and words about them.

    What came, what was found and what became of it stays.
    """
    returns = Rma.objects.filter(contact__in=person.ids)
    files = RmaFile.objects.filter(rma__in=returns)
    kept = list(files.values_list("file", flat=True))
    files.delete()
    RmaAmount.objects.filter(rma__in=returns).update(evidence=None)
    for rma in returns.select_related("reason", "account", "contact"):
        unlink_all(ref(rma))
        rma.words, rma.why = "…" if rma.words else "", person.scrub(rma.why)
        rma.save(update_fields=["words", "why"])
        file_return(rma)
    let_go(kept)
    _scrub(RmaChange, ["why"], person)
    _scrub(RmaLine, ["findings", "outcome_why"], person)
    _scrub(RmaAmount, ["what_for"], person)
    _scrub(Arrival, ["why"], person)
    blank_notifications(map(ref, returns))


def _scrub(
    model: type[RmaChange | RmaLine | RmaAmount | Arrival], names: list[str], person: Person
) -> None:
    for row in model._base_manager.filter(rma__contact__in=person.ids):
        for name in names:
            setattr(row, name, person.scrub(getattr(row, name)))
        row.save(update_fields=names)
