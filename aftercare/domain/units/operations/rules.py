"""How codes of makers are understood."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from aftercare.base.journal.steps import announce
from aftercare.domain.units.events import ScanRuleChanged
from aftercare.domain.units.models import ScanRule
from aftercare.domain.units.permissions import UnitPermission
from aftercare.kit.actors import Actor
from aftercare.kit.refusals import Refused
from aftercare.kit.scans.makers import GROUPS, MakerRule, faults_of, read_by_rules


class RuleCannotBe(Refused):
    """The pattern is no pattern, names nothing we know, or does not fit its example."""


@transaction.atomic
def save_scan_rule(
    rule: ScanRule | None, *, maker: str, pattern: str, example: str, actor: Actor, at: datetime
) -> ScanRule:
    """Say how a maker writes codes, with an example that proves it. Raises `RuleCannotBe`."""
    actor.must(UnitPermission.SET_UP)
    _must_fit(maker, pattern, example)
    rule = rule or ScanRule(position=ScanRule.objects.count())
    rule.maker, rule.pattern, rule.example = maker.strip(), pattern, example.strip()
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError:
        raise RuleCannotBe(_("There is a rule with this pattern.")) from None
    announce(ScanRuleChanged(scan_rule_id=rule.pk), actor=actor, at=at)
    return rule


@transaction.atomic
def remove_scan_rule(rule: ScanRule, *, actor: Actor, at: datetime) -> None:
    """Read the codes of a maker as plain numbers again."""
    actor.must(UnitPermission.SET_UP)
    key = rule.pk
    rule.delete()
    announce(ScanRuleChanged(scan_rule_id=key), actor=actor, at=at)


def _must_fit(maker: str, pattern: str, example: str) -> None:
    faults = faults_of(pattern)
    if "broken" in faults:
        raise RuleCannotBe(_("The pattern is not complete: look for a bracket without its pair."))
    if "endless" in faults:
        raise RuleCannotBe(
            _("The pattern could search for ever. Write how often a sign may stand: {1,20}.")
        )
    if faults:
        raise RuleCannotBe(
            _("Name what the pattern finds, as in (?P<serial>…). Known names: %(names)s.")
            % {"names": ", ".join(GROUPS)}
        )
    if read_by_rules(example.strip(), [MakerRule(maker, pattern)]) is None:
        raise RuleCannotBe(_("The pattern does not fit its example."))
