from dataclasses import dataclass
from typing import ClassVar

from aftercare.kit.events import Event


@dataclass(frozen=True)
class CustomerRegistered(Event):
    """Somebody has become a customer of ours."""

    name: ClassVar[str] = "customers.customer_registered"

    account_id: int


@dataclass(frozen=True)
class CustomersImported(Event):
    """Many more are customers of ours, from a file."""

    name: ClassVar[str] = "customers.customers_imported"

    accounts: tuple[int, ...]

    def about(self) -> list[str]:
        """Return the customers."""
        return [f"account:{each}" for each in self.accounts]


@dataclass(frozen=True)
class CustomerEdited(Event):
    """What we know of a customer was corrected; `changed` names the fields."""

    name: ClassVar[str] = "customers.customer_edited"

    account_id: int | None
    contact_id: int | None = None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContactAdded(Event):
    """We know one more person."""

    name: ClassVar[str] = "customers.contact_added"

    contact_id: int
    account_id: int | None


@dataclass(frozen=True)
class ContactsImported(Event):
    """We know many more people, from a file; `accounts` are those they belong to."""

    name: ClassVar[str] = "customers.contacts_imported"

    contacts: tuple[int, ...]
    accounts: tuple[int, ...]

    def about(self) -> list[str]:
        """Return the people and whose they are."""
        people = [f"contact:{each}" for each in self.contacts]
        return people + [f"account:{each}" for each in self.accounts]


@dataclass(frozen=True)
class IdentityChanged(Event):
    """An address of a person was added, verified or retired, or does not work."""

    name: ClassVar[str] = "customers.identity_changed"

    contact_id: int
    channel_identity_id: int
    change: str


@dataclass(frozen=True)
class ConsentChanged(Event):
    """Somebody agreed to be written to for a purpose, or withdrew it."""

    name: ClassVar[str] = "customers.consent_changed"

    contact_id: int
    purpose: str
    channel: str
    given: bool


@dataclass(frozen=True)
class ContactsMerged(Event):
    """Two contacts are one person. Higher apps move what they keep for the first."""

    name: ClassVar[str] = "customers.contacts_merged"

    contact_id: int
    into: int
    contact_merge_id: int

    def about(self) -> list[str]:
        """Return both contacts."""
        return [*super().about(), f"contact:{self.into}"]


@dataclass(frozen=True)
class ContactsUnmerged(Event):
    """The two are two persons after all. Higher apps move back what they moved."""

    name: ClassVar[str] = "customers.contacts_unmerged"

    contact_id: int
    out_of: int
    contact_merge_id: int

    def about(self) -> list[str]:
        """Return both contacts."""
        return [*super().about(), f"contact:{self.out_of}"]


@dataclass(frozen=True)
class ContactForgotten(Event):
    """A person's data was erased. Higher apps erase what they keep of it."""

    name: ClassVar[str] = "customers.contact_forgotten"

    contact_id: int


@dataclass(frozen=True)
class ContactExported(Event):
    """A person's data was handed out."""

    name: ClassVar[str] = "customers.contact_exported"

    contact_id: int


@dataclass(frozen=True)
class AccountsMerged(Event):
    """Two accounts are one customer. Higher apps move what they keep for the first."""

    name: ClassVar[str] = "customers.accounts_merged"

    account_id: int
    into: int
    account_merge_id: int

    def about(self) -> list[str]:
        """Return both accounts."""
        return [*super().about(), f"account:{self.into}"]


@dataclass(frozen=True)
class AccountsUnmerged(Event):
    """The two are two customers after all. Higher apps move back what they moved."""

    name: ClassVar[str] = "customers.accounts_unmerged"

    account_id: int
    out_of: int
    account_merge_id: int

    def about(self) -> list[str]:
        """Return both accounts."""
        return [*super().about(), f"account:{self.out_of}"]


@dataclass(frozen=True)
class ContactsToldApart(Event):
    """Somebody said that two contacts who looked alike are two persons."""

    name: ClassVar[str] = "customers.contacts_told_apart"

    contact_id: int
    other: int

    def about(self) -> list[str]:
        """Return both contacts."""
        return [*super().about(), f"contact:{self.other}"]


@dataclass(frozen=True)
class CustomerRemoved(Event):
    """A customer or person taken in by mistake is gone again; nothing had happened to them."""

    name: ClassVar[str] = "customers.customer_removed"

    account_id: int | None = None
    contact_id: int | None = None
