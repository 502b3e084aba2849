"""How a person who is forgotten goes from the units they had."""

from datetime import datetime

from aftercare.base.files.steps import let_go, unlink, unlink_all
from aftercare.domain.customers.queries import Person
from aftercare.domain.units.models import Registration, Unit, UnitDate
from aftercare.kit.refs import ref


def erase_from_units(person: Person, at: datetime) -> None:
    """
    Take out what proves a purchase of theirs, and their name from what was noted.

    That somebody had the unit stays, as the key of a person without a name.
    """
    registrations = Registration.objects.filter(contact__in=person.ids)
    proofs = [each.proof_id for each in registrations if each.proof_id]
    units = Unit.objects.filter(contact__in=person.ids)
    registered = Unit.objects.filter(pk__in=registrations.values("unit"))
    for unit in units | registered:
        dates = UnitDate.objects.filter(unit=unit, evidence__in=proofs)
        for each in dates.select_related("evidence"):
            if each.evidence:
                unlink(each.evidence, ref(unit))
        dates.update(evidence=None)
        note, dealer = person.scrub(unit.note), person.scrub(unit.dealer)
        Unit.objects.filter(pk=unit.pk).update(note=note, dealer=dealer)
    for registration in registrations:
        unlink_all(ref(registration))
    registrations.update(proof=None, dealer="", why="")
    let_go(proofs)
