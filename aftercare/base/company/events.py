from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class CompanyChanged(Event):
    """A legal entity or a site was entered or corrected."""

    name: ClassVar[str] = "company.company_changed"

    legal_entity_id: int | None = None
    site_id: int | None = None


@dataclass(frozen=True)
class CalendarChanged(Event):
    """Somebody works at other times from now on."""

    name: ClassVar[str] = "company.calendar_changed"

    calendar_id: int


@dataclass(frozen=True)
class NumberFormatChanged(Event):
    """Document numbers of a kind look different from the next one on."""

    name: ClassVar[str] = "company.number_format_changed"

    kind: str


@dataclass(frozen=True)
class SettingChanged(Event):
    """A setting has another value."""

    name: ClassVar[str] = "company.setting_changed"

    setting: str
