"""What is assumed where the company's own records say nothing; people may change it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from aftercare.base.company.queries import Setting, register_setting, setting
from aftercare.domain.supply.queries.guesses import TRANSFER_DAYS

MONTH_DAYS = 30.4

GUARANTEE = register_setting(
    Setting(
        "planning.guarantee_months", 12, _("Months of guarantee of models nobody promised more.")
    )
)
PROPENSITY = register_setting(
    Setting(
        "planning.propensity",
        40,
        _("Percent of failures after the guarantee that are expected to come to us."),
    )
)
IN_USE = register_setting(
    Setting("planning.months_in_use", 96, _("Months after which half of the units are given up."))
)
SERVICE_YEARS = register_setting(
    Setting(
        "planning.service_years", 5, _("Years of service after the end of production, if not said.")
    )
)
LEAD_MONTHS = register_setting(
    Setting("planning.lead_months", 3, _("Months until an order of parts arrives, if not known."))
)
MISSING = register_setting(
    Setting(
        "planning.missing_times",
        8,
        _("What a missing part costs us, as a multiple of its price (exchange, refund)."),
    )
)
SERVICE = register_setting(
    Setting(
        "planning.service_level", 95, _("Percent of certainty that stock lasts until more comes.")
    )
)


REVIEW_DAY = register_setting(
    Setting(
        "planning.review_day",
        5,
        _("Working day of the month by which the review of the month before is signed."),
    )
)
REVIEW_CHANGE = register_setting(
    Setting(
        "planning.review_change",
        25,
        _("Percent by which the plan of a part may change in a month before a review tells it."),
    )
)


@dataclass(frozen=True)
class Usual:
    """What is assumed, in the units of the engine."""

    guarantee: float
    propensity: float
    in_use: float
    service_years: int
    lead: float
    missing: float
    service: float
    transfer: float
    """Months until goods come from another site of ours."""


def what_is_usual() -> Usual:
    """Return what is assumed now."""
    return Usual(
        guarantee=float(setting(GUARANTEE.name)),
        propensity=float(setting(PROPENSITY.name)) / 100,
        in_use=float(setting(IN_USE.name)),
        service_years=int(setting(SERVICE_YEARS.name)),
        lead=float(setting(LEAD_MONTHS.name)),
        missing=float(setting(MISSING.name)),
        service=float(setting(SERVICE.name)) / 100,
        transfer=float(setting(TRANSFER_DAYS.name)) / MONTH_DAYS,
    )
