"""That two are one: what would move, the merge, and the way back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.customers.operations.merging import (
    merge_accounts,
    merge_contacts,
    tell_apart,
    unmerge_accounts,
    unmerge_contacts,
)
from aftercare.domain.customers.queries import (
    likely_duplicate_accounts,
    likely_duplicates,
    visible_account_merges,
    visible_accounts,
    visible_contact_merges,
    visible_contacts,
)
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import toast, toast_with_undo
from aftercare.interfaces.workspace.customers.lists import filtered_accounts, filtered_contacts
from aftercare.kit import clock

FOUND = 8


def _contact(request: ActorRequest, contact_id: int | str) -> Contact:
    return get_object_or_404(visible_contacts(request.actor), pk=contact_id)


def _account(request: ActorRequest, code: str) -> Account:
    return get_object_or_404(visible_accounts(request.actor), code=code)


@require_GET
def choose_person(request: ActorRequest, contact_id: int) -> HttpResponse:
    """Look for the other one, and show what would move."""
    found = _contact(request, contact_id)
    text = request.GET.get("q", "").strip()
    named = filtered_contacts(request.actor, {"q": text}).exclude(pk=found.pk)
    context: dict[str, Any] = {
        "found": found,
        "q": text,
        "proposed": likely_duplicates(found),
        "others": named[:FOUND] if text else [],
        "back": reverse("workspace:contact", args=[found.pk]),
    }
    if (into := request.GET.get("into", "")).isdecimal():
        other = _contact(request, into)
        context |= {
            "into": other,
            "into_value": other.pk,
            "action": reverse("workspace:contact-merge", args=[found.pk]),
            "moves": [
                (_("Addresses"), [each.shown for each in found.identities.all()]),
                (_("Consent"), [str(each.get_purpose_display()) for each in found.consents.all()]),
                (_("Cases"), _codes(request, contact=found)),
            ],
        }
    return render(request, "workspace/customers/merge.html", context)


@require_GET
def choose_account(request: ActorRequest, code: str) -> HttpResponse:
    """Look for the other customer, and show what would move."""
    found = _account(request, code)
    text = request.GET.get("q", "").strip()
    named = filtered_accounts(request.actor, {"q": text}).exclude(pk=found.pk)
    context: dict[str, Any] = {
        "found": found,
        "q": text,
        "proposed": likely_duplicate_accounts(found),
        "others": named[:FOUND] if text else [],
        "back": reverse("workspace:account", args=[found.code]),
    }
    if into := request.GET.get("into", ""):
        other = get_object_or_404(visible_accounts(request.actor), pk=into)
        people = visible_contacts(request.actor).filter(account=found)
        context |= {
            "into": other,
            "into_value": other.pk,
            "action": reverse("workspace:account-merge", args=[found.code]),
            "moves": [
                (pgettext("customer", "People"), [str(each) for each in people]),
                (_("Addresses"), [str(each) for each in found.addresses.order_by("pk")]),
                (_("Mail domains"), found.domains),
                (_("Cases"), _codes(request, account=found)),
            ],
        }
    return render(request, "workspace/customers/merge.html", context)


def _codes(request: ActorRequest, **whose: Contact | Account) -> list[str]:
    cases = visible_cases(request.actor).filter(**whose).order_by("-active_at")
    return list(cases.values_list("code", flat=True))


@require_POST
def merge(request: ActorRequest, contact_id: int) -> HttpResponse:
    """Say that two are one person."""
    found = _contact(request, contact_id)
    other = _contact(request, _number(request.POST.get("into", "")))
    merged = merge_contacts(found, into=other, actor=request.actor, at=clock.now())
    undo = reverse("workspace:contact-unmerge", args=[merged.pk])
    toast_with_undo(request, _("The two are one person now."), undo=undo)
    return redirect("workspace:contact", contact_id=other.pk)


@require_POST
def merge_account(request: ActorRequest, code: str) -> HttpResponse:
    """Say that two are one customer."""
    found = _account(request, code)
    number = _number(request.POST.get("into", ""))
    other = get_object_or_404(visible_accounts(request.actor), pk=number)
    merged = merge_accounts(found, into=other, actor=request.actor, at=clock.now())
    undo = reverse("workspace:account-unmerge", args=[merged.pk])
    toast_with_undo(request, _("The two are one customer now."), undo=undo)
    return redirect("workspace:account", code=other.code)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0  # noqa: PLR2004  # a bigint


@require_POST
def unmerge(request: ActorRequest, merge_id: int) -> HttpResponse:
    """Say that two are two persons after all."""
    merged = get_object_or_404(visible_contact_merges(request.actor), pk=merge_id)
    unmerge_contacts(merged, actor=request.actor, at=clock.now())
    toast(request, _("They are two people again, each with what they had."))
    return redirect("workspace:contact", contact_id=merged.contact_id)


@require_POST
def unmerge_account(request: ActorRequest, merge_id: int) -> HttpResponse:
    """Say that two are two customers after all."""
    merged = get_object_or_404(visible_account_merges(request.actor), pk=merge_id)
    unmerge_accounts(merged, actor=request.actor, at=clock.now())
    toast(request, _("They are two customers again, each with what they had."))
    return redirect("workspace:account", code=merged.account.code)


@require_POST
def distinct(request: ActorRequest, contact_id: int) -> HttpResponse:
    """Say that two who look alike are two persons."""
    found = _contact(request, contact_id)
    other = _contact(request, _number(request.POST.get("other", "")))
    tell_apart(found, other, actor=request.actor, at=clock.now())
    toast(request, _("You will not be asked about the two again."))
    return redirect("workspace:contact", contact_id=contact_id)
