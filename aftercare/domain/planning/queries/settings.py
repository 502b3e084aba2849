"""What is assumed where the company's own records say nothing; people may change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.base.company.models import Site
from aftercare.base.company.queries import Setting, register_setting, setting, settings_now
from aftercare.domain.catalog.models import Parameter
from aftercare.domain.catalog.states import ParameterKind
from aftercare.domain.supply.queries import OWN_CURRENCY
from aftercare.domain.supply.queries.guesses import CORE_DAYS, REWORK_COSTS, TRANSFER_DAYS
from aftercare.kit.refs import ref

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
FALLS = register_setting(
    Setting(
        "planning.missing_falls",
        10,
        _("Percent a year by which helping without the part gets cheaper, as sets lose value."),
    )
)
INTEREST = register_setting(
    Setting("planning.interest", 5, _("Percent of interest a year: what is paid later is less."))
)


def _numbers() -> list[tuple[str, str]]:
    numbers = Parameter.objects.filter(kind=ParameterKind.NUMBER).order_by("name")
    return [("", gettext("None: parts keep for good")), *numbers.values_list("code", "name")]


SHELF_LIFE = register_setting(
    Setting(
        "planning.shelf_life",
        "",
        _("The parameter of the catalog that says for how many months a part keeps on the shelf."),
        _numbers,
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


def _sites() -> list[tuple[str, str]]:
    rows = Site.objects.order_by("pk").values_list("code", "name")
    return [("", gettext("The site that was entered first")), *rows]


CENTER = register_setting(
    Setting(
        "planning.center", "", _("The site that orders parts for all and sends them on."), _sites
    )
)


@dataclass(frozen=True)
class BuyTerms:
    """
    What a last buy is weighed with.

    missing: what one too few costs, as a multiple of its price; falls: how much less of it each
    month; interest: a month.
    """

    missing: float
    falls: float = 0.0
    interest: float = 0.0


@dataclass(frozen=True)
class Usual:
    """What is assumed, in the units of the engine."""

    guarantee: float
    propensity: float
    in_use: float
    service_years: int
    lead: float
    buy: BuyTerms
    service: float
    transfer: float
    """Months until goods come from another site of ours."""
    currency: str = "USD"
    """In which offers of suppliers are preferred."""
    center: str = ""
    """The site that orders for all: `site:1`."""
    rework: float = 0.0
    """What the rework of a substitute costs, in our own currency."""
    turn_around: float = 0.0
    """Months until a core is repaired, where none was repaired yet."""
    shelf_life: str = ""
    """Code of the parameter that says for how many months a part keeps."""


def what_is_usual() -> Usual:
    """Return what is assumed now. Three queries at most."""
    now = settings_now()
    return Usual(
        guarantee=float(now[GUARANTEE.name]),
        propensity=float(now[PROPENSITY.name]) / 100,
        in_use=float(now[IN_USE.name]),
        service_years=int(now[SERVICE_YEARS.name]),
        lead=float(now[LEAD_MONTHS.name]),
        buy=_terms_in(now),
        service=float(now[SERVICE.name]) / 100,
        transfer=float(now[TRANSFER_DAYS.name]) / MONTH_DAYS,
        currency=str(now[OWN_CURRENCY.name]),
        center=str(ref(center)) if (center := center_site()) else "",
        rework=float(now[REWORK_COSTS.name]),
        turn_around=float(now[CORE_DAYS.name]) / MONTH_DAYS,
        shelf_life=str(now[SHELF_LIFE.name]),
    )


def buy_terms() -> BuyTerms:
    """Return what a last buy is weighed with now. One query."""
    return _terms_in(settings_now())


def _terms_in(now: Mapping[str, Any]) -> BuyTerms:
    falls, interest = (float(now[each.name]) / 100 for each in (FALLS, INTEREST))
    return BuyTerms(
        missing=float(now[MISSING.name]),
        falls=1 - (1 - min(falls, 1)) ** (1 / 12),
        interest=(1 + interest) ** (1 / 12) - 1,
    )


def center_site() -> Site | None:
    """Return the site that orders for all: as set, else the one that was entered first."""
    sites = Site.objects.order_by("pk")
    return sites.filter(code=str(setting(CENTER.name))).first() or sites.first()
