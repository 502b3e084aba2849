"""What is kept here of a person, for who hands it out."""

from collections.abc import Iterable

from django.db.models import QuerySet

from aftercare.domain.coverage.models import DamageStep
from aftercare.domain.coverage.states import LookStep
from aftercare.kit.refs import Ref


def statements_about(subjects: Iterable[Ref]) -> QuerySet[DamageStep]:
    """Return what customers said about damages, the oldest first."""
    said = DamageStep.objects.filter(kind__in=[LookStep.STATEMENT, LookStep.APPEAL])
    names = [str(each) for each in subjects]
    return said.filter(look__subject__in=names).select_related("look").order_by("pk")
