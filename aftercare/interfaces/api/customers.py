from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.customers.operations.records import (
    add_contact,
    edit_account,
    edit_contact,
    register_account,
)
from aftercare.domain.customers.queries import visible_accounts, visible_contacts
from aftercare.domain.customers.states import AccountKind, Tier
from aftercare.interfaces.api.paging import After, Limit, Page, page_by_key
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.kit import clock

router = Router(tags=["Customers"])


class CustomerOut(Schema):
    """A company or a household we serve."""

    code: str
    name: str
    kind: str
    tier: str
    country: str
    language: str
    time_zone: str
    domains: list[str]
    tags: list[str]
    note: str
    since: datetime


class CustomerChanges(Schema):
    """What is left out stays as it is."""

    name: str = ""
    kind: AccountKind = AccountKind.COMPANY
    tier: Tier = Tier.STANDARD
    country: str = ""
    language: str = ""
    time_zone: str = "UTC"
    domains: list[str] = []
    tags: list[str] = []
    note: str = ""


class CustomerIn(CustomerChanges):
    """A company or a household to take into the books."""

    name: str


class ContactOut(Schema):
    """A person we talk to."""

    id: int
    name: str
    customer: str | None
    title: str
    language: str
    time_zone: str
    tags: list[str]
    note: str
    since: datetime

    @staticmethod
    def resolve_customer(contact: Contact) -> str | None:
        """Return the number of the customer."""
        return contact.account.code if contact.account else None


class ContactChanges(Schema):
    """What is left out stays as it is."""

    name: str = ""
    title: str = ""
    language: str = ""
    time_zone: str = ""
    tags: list[str] = []
    note: str = ""


class ContactIn(ContactChanges):
    """A person to add, with the addresses they gave."""

    name: str
    email: str = ""
    phone: str = ""


@router.get("/customers", response=Page[CustomerOut])
def list_customers(
    request: ActorRequest, name: str = "", after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """List customers, the newest first; `name` is any part of the name."""
    accounts = visible_accounts(request.actor)
    accounts = accounts.filter(name__icontains=name) if name else accounts
    return page_by_key(accounts, after=after, limit=limit)


@router.post("/customers", response={201: CustomerOut})
def create_customer(request: ActorRequest, given: CustomerIn) -> Status[Account]:
    """Take a company or a household into the books."""
    return Status(201, register_account(**given.dict(), actor=request.actor, at=clock.now()))


@router.get("/customers/{code}", response=CustomerOut)
def show_customer(request: ActorRequest, code: str) -> Account:
    """Show a customer."""
    return get_object_or_404(visible_accounts(request.actor), code=code)


@router.patch("/customers/{code}", response=CustomerOut)
def change_customer(request: ActorRequest, code: str, given: CustomerChanges) -> Account:
    """Correct what is known of a customer."""
    account = get_object_or_404(visible_accounts(request.actor), code=code)
    changes = given.dict(exclude_unset=True)
    edit_account(account, **changes, actor=request.actor, at=clock.now())
    return account


@router.get("/customers/{code}/contacts", response=Page[ContactOut])
def list_contacts(
    request: ActorRequest, code: str, after: After = "", limit: Limit = 50
) -> dict[str, Any]:
    """List the people of a customer."""
    account = get_object_or_404(visible_accounts(request.actor), code=code)
    people = visible_contacts(request.actor).filter(account=account)
    return page_by_key(people, after=after, limit=limit)


@router.post("/customers/{code}/contacts", response={201: ContactOut})
def create_contact(request: ActorRequest, code: str, given: ContactIn) -> Status[Contact]:
    """Add a person to a customer, with the addresses they gave."""
    account = get_object_or_404(visible_accounts(request.actor), code=code)
    return Status(201, add_contact(account, **given.dict(), actor=request.actor, at=clock.now()))


@router.get("/contacts/{contact_id}", response=ContactOut)
def show_contact(request: ActorRequest, contact_id: int) -> Contact:
    """Show a person."""
    return get_object_or_404(visible_contacts(request.actor), pk=contact_id)


@router.patch("/contacts/{contact_id}", response=ContactOut)
def change_contact(request: ActorRequest, contact_id: int, given: ContactChanges) -> Contact:
    """Correct what is known of a person."""
    contact = get_object_or_404(visible_contacts(request.actor), pk=contact_id)
    changes = given.dict(exclude_unset=True)
    edit_contact(contact, **changes, actor=request.actor, at=clock.now())
    return contact
