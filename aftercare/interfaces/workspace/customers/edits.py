"""What people correct on the cards of customers and persons."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aftercare.domain.customers.models import Account, Address, ChannelIdentity, Contact
from aftercare.domain.customers.operations.reaching import (
    add_identity,
    record_consent,
    retire_identity,
    trust_identity_again,
    verify_identity,
)
from aftercare.domain.customers.operations.records import (
    add_contact,
    edit_account,
    edit_contact,
    register_account,
    remove_address,
    save_address,
)
from aftercare.domain.customers.permissions import CustomerPermission
from aftercare.domain.customers.queries import visible_accounts, visible_contacts
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast
from aftercare.interfaces.workspace.customers.forms import (
    AccountForm,
    AddressForm,
    ConsentForm,
    ContactForm,
    IdentityForm,
    NewContactForm,
    VerifyForm,
)
from aftercare.kit import clock


def form_page(request: HttpRequest, form: forms.Form, title: str, back: str) -> HttpResponse:
    """Show a form on a page of its own; sent with something wrong in it, it comes back."""
    context = {"form": form, "title": title, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/customers/form.html", context, status=status)


def _account(request: ActorRequest, code: str) -> Account:
    return get_object_or_404(visible_accounts(request.actor), code=code)


def _contact(request: ActorRequest, contact_id: int) -> Contact:
    return get_object_or_404(visible_contacts(request.actor), pk=contact_id)


def _values(row: Account | Contact | Address, form: type[forms.Form]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in form.base_fields}


@require_http_methods(["GET", "POST"])
def new_account(request: ActorRequest) -> HttpResponse:
    """Take a customer into the books."""
    request.actor.must(CustomerPermission.EDIT)
    form = AccountForm(request.POST or None, initial={"time_zone": "UTC"})
    if not form.is_valid():
        return form_page(request, form, _("New customer"), reverse("workspace:customers"))
    made = register_account(**form.cleaned_data, actor=request.actor, at=clock.now())
    return redirect("workspace:account", code=made.code)


@require_http_methods(["GET", "POST"])
def change_account(request: ActorRequest, code: str) -> HttpResponse:
    """Correct what we know of a customer."""
    found = _account(request, code)
    form = AccountForm(request.POST or None, initial=_values(found, AccountForm))
    back = reverse("workspace:account", args=[code])
    if not form.is_valid():
        return form_page(request, form, found.name, back)
    edit_account(found, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("Saved."))
    return redirect(back)


@require_http_methods(["GET", "POST"])
def new_contact(request: ActorRequest, code: str) -> HttpResponse:
    """Make the acquaintance of a person of a customer."""
    found = _account(request, code)
    form = NewContactForm(request.POST or None)
    if not form.is_valid():
        back = reverse("workspace:account", args=[code])
        return form_page(request, form, _("New person"), back)
    made = add_contact(found, **form.cleaned_data, actor=request.actor, at=clock.now())
    return redirect("workspace:contact", contact_id=made.pk)


@require_http_methods(["GET", "POST"])
def change_contact(request: ActorRequest, contact_id: int) -> HttpResponse:
    """Correct what we know of a person."""
    found = _contact(request, contact_id)
    form = ContactForm(request.POST or None, initial=_values(found, ContactForm))
    back = reverse("workspace:contact", args=[contact_id])
    if not form.is_valid():
        return form_page(request, form, str(found), back)
    edit_contact(found, **form.cleaned_data, actor=request.actor, at=clock.now())
    toast(request, _("Saved."))
    return redirect(back)


@require_http_methods(["GET", "POST"])
def new_address(request: ActorRequest, code: str) -> HttpResponse:
    """Note where something can be sent to."""
    found = _account(request, code)
    form = AddressForm(request.POST or None, initial={"country": found.country})
    back = reverse("workspace:account", args=[code])
    if not form.is_valid():
        return form_page(request, form, _("New address"), back)
    save_address(found, None, **form.cleaned_data, actor=request.actor, at=clock.now())
    return redirect(back)


@require_http_methods(["GET", "POST"])
def change_address(request: ActorRequest, code: str, address_id: int) -> HttpResponse:
    """Correct where something can be sent to."""
    found = _account(request, code)
    address = get_object_or_404(found.addresses.all(), pk=address_id)
    form = AddressForm(request.POST or None, initial=_values(address, AddressForm))
    back = reverse("workspace:account", args=[code])
    if not form.is_valid():
        return form_page(request, form, address.label, back)
    save_address(found, address, **form.cleaned_data, actor=request.actor, at=clock.now())
    return redirect(back)


@require_POST
def drop_address(request: ActorRequest, code: str, address_id: int) -> HttpResponse:
    """Take out an address nothing can be sent to."""
    found = _account(request, code)
    address = get_object_or_404(found.addresses.all(), pk=address_id)
    remove_address(address, actor=request.actor, at=clock.now())
    return redirect("workspace:account", code=code)


def _act(
    request: ActorRequest,
    contact_id: int,
    form: forms.Form,
    act: Callable[[Contact, dict[str, Any]], object],
) -> HttpResponse:
    found = _contact(request, contact_id)
    back = reverse("workspace:contact", args=[contact_id])
    if not form.is_valid():
        return form_page(request, form, str(found), back)
    act(found, form.cleaned_data)
    return redirect(back)


@require_POST
def identity(request: ActorRequest, contact_id: int) -> HttpResponse:
    """Note another address of a person."""
    return _act(
        request,
        contact_id,
        IdentityForm(request.POST),
        lambda found, data: add_identity(found, **data, actor=request.actor, at=clock.now()),
    )


@require_POST
def consent(request: ActorRequest, contact_id: int) -> HttpResponse:
    """Note what somebody agrees to."""
    return _act(
        request,
        contact_id,
        ConsentForm(request.POST),
        lambda found, data: record_consent(found, **data, actor=request.actor, at=clock.now()),
    )


def _identity(request: ActorRequest, contact_id: int, identity_id: int) -> ChannelIdentity:
    found = _contact(request, contact_id)
    return get_object_or_404(found.identities.filter(valid_until=None), pk=identity_id)


@require_http_methods(["GET", "POST"])
def verify(request: ActorRequest, contact_id: int, identity_id: int) -> HttpResponse:
    """Note that an address is really theirs."""
    found = _identity(request, contact_id, identity_id)
    form = VerifyForm(request.POST or None)
    back = reverse("workspace:contact", args=[contact_id])
    if not form.is_valid():
        return form_page(request, form, found.shown, back)
    verify_identity(found, **form.cleaned_data, actor=request.actor, at=clock.now())
    return redirect(back)


@require_POST
def retire(request: ActorRequest, contact_id: int, identity_id: int) -> HttpResponse:
    """Note that an address is theirs no longer."""
    found = _identity(request, contact_id, identity_id)
    retire_identity(found, actor=request.actor, at=clock.now())
    toast(request, _("%(address)s is theirs no longer.") % {"address": found.shown})
    return redirect("workspace:contact", contact_id=contact_id)


@require_POST
def works_again(request: ActorRequest, contact_id: int, identity_id: int) -> HttpResponse:
    """Note that what is sent to an address arrives again."""
    found = _identity(request, contact_id, identity_id)
    trust_identity_again(found, actor=request.actor, at=clock.now())
    toast(request, _("%(address)s is used again.") % {"address": found.shown})
    return redirect("workspace:contact", contact_id=contact_id)
