from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercare.domain.cases.queries import visible_cases
from aftercare.domain.customers.models import Account, Contact, ContactMerge
from aftercare.domain.customers.operations import (
    add_contact,
    add_identity,
    edit_account,
    edit_contact,
    export_contact,
    forget_contact,
    merge_contacts,
    record_consent,
    register_account,
    unmerge_contacts,
)
from aftercare.domain.customers.queries import (
    identities_of,
    likely_duplicates,
    visible_accounts,
    visible_contacts,
)
from aftercare.interfaces.ui.actors import ActorRequest
from aftercare.interfaces.ui.pages import page, toast, toast_with_undo
from aftercare.interfaces.workspace.customers.forms import (
    AccountForm,
    ConsentForm,
    ContactForm,
    ForgetForm,
    IdentityForm,
    MergeForm,
    NewContactForm,
)
from aftercare.kit import clock

PAGE = 40
RECENT = 10


@require_GET
def customers(request: ActorRequest) -> HttpResponse:
    """Show accounts and people by name."""
    wanted = request.GET.get("q", "").strip()
    after, _line, key = request.GET.get("after", "").rpartition("_")
    accounts = visible_accounts(request.actor)
    if wanted:
        accounts = accounts.filter(Q(name__icontains=wanted) | Q(code__iexact=wanted))
    if key.isdecimal():
        accounts = accounts.filter(Q(name__gt=after) | Q(name=after, pk__gt=int(key)))
    rows = list(accounts[: PAGE + 1])
    people = visible_contacts(request.actor)
    people = people.filter(name__icontains=wanted) if wanted else people.none()
    context = {
        "rows": rows[:PAGE],
        "people": people[:RECENT],
        "q": wanted,
        "after": f"{rows[PAGE - 1].name}_{rows[PAGE - 1].pk}" if rows[PAGE:] else "",
    }
    return page(request, "workspace/customers/list.html", context)


@require_GET
def account(request: ActorRequest, code: str) -> HttpResponse:
    """Show a customer with its people and matters."""
    found = get_object_or_404(visible_accounts(request.actor), code=code)
    cases = visible_cases(request.actor).filter(account=found)
    context = {
        "account": found,
        "contacts": visible_contacts(request.actor).filter(account=found)[:100],
        "cases": cases.select_related("contact", "assignee").order_by("-active_at")[:RECENT],
        "counts": cases.aggregate(
            all=Count("pk"), open=Count("pk", filter=Q(status__in=["open", "waiting"]))
        ),
        "addresses": found.addresses.order_by("pk"),
    }
    return page(request, "workspace/customers/account.html", context)


@require_GET
def contact(request: ActorRequest, contact_id: int) -> HttpResponse:
    """Show a person with addresses, consent and matters."""
    found = _contact(request, contact_id)
    merges = ContactMerge.objects.filter(into=found, undone_at=None).select_related("contact")
    cases = visible_cases(request.actor).filter(contact=found)
    context = {
        "contact": found,
        "identities": identities_of(found),
        "consents": found.consents.order_by("-at", "-pk")[:RECENT],
        "duplicates": likely_duplicates(found),
        "merges": merges,
        "cases": cases.select_related("assignee").order_by("-active_at")[:RECENT],
        "forms": {
            "identity": IdentityForm(),
            "consent": ConsentForm(),
            "merge": MergeForm(),
            "forget": ForgetForm(),
        },
    }
    return page(request, "workspace/customers/contact.html", context)


def _contact(request: ActorRequest, contact_id: int) -> Contact:
    return get_object_or_404(visible_contacts(request.actor), pk=contact_id)


def _form_page(request: HttpRequest, form: forms.Form, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/customers/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def new_account(request: ActorRequest) -> HttpResponse:
    """Take a customer into the books."""
    form = AccountForm(request.POST or None)
    if not form.is_valid():
        return _form_page(request, form, _("New customer"), reverse("workspace:customers"))
    made = register_account(**form.cleaned_data, actor=request.actor, at=clock.now())
    return redirect("workspace:account", code=made.code)


@require_http_methods(["GET", "POST"])
def change_account(request: ActorRequest, code: str) -> HttpResponse:
    """Correct what we know of a customer."""
    found = get_object_or_404(visible_accounts(request.actor), code=code)
    form = AccountForm(request.POST or None, initial=_values(found, AccountForm))
    back = reverse("workspace:account", args=[code])
    if not form.is_valid():
        return _form_page(request, form, found.name, back)
    edit_account(found, **form.cleaned_data, actor=request.actor, at=clock.now())
    return redirect(back)


@require_http_methods(["GET", "POST"])
def new_contact(request: ActorRequest, code: str) -> HttpResponse:
    """Make the acquaintance of a person of a customer."""
    found = get_object_or_404(visible_accounts(request.actor), code=code)
    form = NewContactForm(request.POST or None)
    if not form.is_valid():
        back = reverse("workspace:account", args=[code])
        return _form_page(request, form, _("New person"), back)
    made = add_contact(found, **form.cleaned_data, actor=request.actor, at=clock.now())
    return redirect("workspace:contact", contact_id=made.pk)


@require_http_methods(["GET", "POST"])
def change_contact(request: ActorRequest, contact_id: int) -> HttpResponse:
    """Correct what we know of a person."""
    found = _contact(request, contact_id)
    form = ContactForm(request.POST or None, initial=_values(found, ContactForm))
    back = reverse("workspace:contact", args=[contact_id])
    if not form.is_valid():
        return _form_page(request, form, str(found), back)
    edit_contact(found, **form.cleaned_data, actor=request.actor, at=clock.now())
    return redirect(back)


def _values(row: Account | Contact, form: type[forms.Form]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in form.base_fields}


def _act(
    request: ActorRequest,
    contact_id: int,
    form: forms.Form,
    act: Callable[[Contact, dict[str, Any]], object],
) -> HttpResponse:
    found = _contact(request, contact_id)
    back = reverse("workspace:contact", args=[contact_id])
    if not form.is_valid():
        return _form_page(request, form, str(found), back)
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


@require_POST
def merge(request: ActorRequest, contact_id: int) -> HttpResponse:
    """Say that two are one person."""
    found = _contact(request, contact_id)
    other = get_object_or_404(visible_contacts(request.actor), pk=request.POST.get("into") or 0)
    merged = merge_contacts(found, into=other, actor=request.actor, at=clock.now())
    undo = reverse("workspace:contact-unmerge", args=[merged.pk])
    toast_with_undo(request, _("The two are one person now."), undo=undo)
    return redirect("workspace:contact", contact_id=other.pk)


@require_POST
def unmerge(request: ActorRequest, merge_id: int) -> HttpResponse:
    """Say that two are two persons after all."""
    mine = visible_contacts(request.actor)
    merged = get_object_or_404(ContactMerge.objects.filter(into__in=mine), pk=merge_id)
    unmerge_contacts(merged, actor=request.actor, at=clock.now())
    return redirect("workspace:contact", contact_id=merged.contact_id)


@require_POST
def forget(request: ActorRequest, contact_id: int) -> HttpResponse:
    """Erase a person's data."""
    found = _contact(request, contact_id)
    word = request.POST.get("confirmation", "")
    forget_contact(found, confirmation=word, actor=request.actor, at=clock.now())
    toast(request, _("The person was erased."))
    return redirect("workspace:customers")


@require_POST
def export(request: ActorRequest, contact_id: int) -> HttpResponse:
    """Hand out all that is kept of a person."""
    found = _contact(request, contact_id)
    data = export_contact(found, actor=request.actor, at=clock.now())
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = f'attachment; filename="contact-{found.pk}.json"'
    return response
