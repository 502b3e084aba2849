"""
Who may open what: every address there is, asked by those who may not.

The addresses are taken from the resolver, so a new one is asked at once. It is closed unless
it is listed here as public or as everybody's own.
"""

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from aftercare.base.people.models import Role
from aftercare.base.people.tests.make import make_team, make_user
from aftercare.domain.customers.tests.make import make_account, make_contact
from tests.isolation.addresses import ENDLESS, ROWS, SPECIAL, WORDS, addresses, parts_of, path_of

SECRETS = ("Quillfeather", "Moonlight", "zanzibar", "quill.example")
"""Words of the foreign rows that stand nowhere else."""

METHODS = ("PUT", "GET", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS")
USUAL = ("GET", "POST")

PUBLIC = {
    "api-reference",
    "api:openapi-json",
    "gateways:hook",
    "gateways:carrier-hook",
    "portal:contact",
    "portal:contact-of",
    "portal:contact-help",
    "portal:contact-helped",
    "portal:sent",
    "portal:register",
    "portal:registered",
    "portal:track",
    "portal:track-ask",
    "portal:track-pack",
    "portal:track-photo",
    "portal:track-delivery",
    "portal:return-delivery",
    "portal:track-accept",
    "portal:quote",
    "portal:quote-accept",
    "portal:quote-decline",
    "portal:return-instruction",
    "portal:return-code",
    "portal:return-paper",
    "portal:join",
    "portal:first_steps",
    "portal:first",
    "ui:preferences",
    "account/login/",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "account_request_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
    "account/social/login/cancelled/",
    "account/social/login/error/",
    "account/social/signup/",
    "openid_connect_login",
    "openid_connect_callback",
}
"""What anybody may open without signing in."""

OWN = {
    "ui:counts",
    "ui:palette",
    "ui:presence",
    "portal:home",
    "portal:home-typed",
    "portal:units",
    "portal:cases",
    "portal:case-new",
    "portal:case-help",
    "portal:repairs",
    "portal:sessions",
    "portal:returns",
    "portal:return-new",
    "portal:documents",
    "portal:details",
    "portal:agree",
    "workspace:home",
    "workspace:inbox",
    "workspace:inbox-matching",
    "workspace:views",
    "workspace:view-keep",
    "workspace:bulk-list",
    "workspace:bulk-dialog",
    "workspace:bulk-latest",
    "workspace:bulk-start",
    "workspace:case-callers",
    "workspace:away",
    "workspace:customers",
    "workspace:find",
    "workspace:units",
    "workspace:lots",
    "workspace:items",
    "workspace:item-numbers",
    "workspace:change-notices",
    "workspace:promises",
    "workspace:search",
    "workspace:notifications",
    "workspace:notifications-read",
    "workspace:profile",
    "workspace:profile-signatures",
    "workspace:profile-notices",
    "workspace:profile-absences",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
}
"""What whoever is signed in may open: their own things, and lists of what they may see."""

CASEWORK = {
    "workspace:load",
    "workspace:case-new",
    "workspace:settings",
    "workspace:macros",
    "workspace:macro-new",
    "workspace:macro-preview",
    "workspace:view-new",
}
"""What whoever works on cases may open besides: forms and lists of their own."""

LIVELY = "('django_session', 'ui_cache', 'ui_presence')"
TOUCHED = f"""
SELECT coalesce(sum(pg_stat_get_xact_tuples_inserted(oid)
    + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid)), 0)
FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT IN {LIVELY}
"""  # noqa: S608  # a constant
"""What `pg_stat_xact_user_tables` says too, which looks for all indexes first."""


def sent(foreign):
    """Return what a form may hold that wants to reach foreign rows."""
    return {
        "into": foreign["contact"].pk,
        "other": foreign["case"].code,
        "case": foreign["case"].pk,
        "cases": foreign["case"].pk,
        "about": f"case:{foreign['case'].pk}",
        "text": "a word",
        "name": "Somebody",
        "subject": "something",
        "confirmation": "FORGET",
        "how": "made up",
        "version": 1,
    }


def touched():
    """Return how many rows this test has written so far, whatever became of them."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED)
        return cursor.fetchone()[0]


def browser_of(user):
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def ask(client, method, path, foreign):
    query = {"q": "zanz", "topics": f"case:{foreign['case'].pk}", "show": "people"}
    if method == "POST":
        return client.post(path, sent(foreign))
    return client.generic(method, path, query_params=query)


def shown_by(answer):
    """Return the text of an answer."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


def leads_to_sign_in(answer):
    ways = ("/account/login/", "/account/reauthenticate/", "/account/2fa/reauthenticate/")
    return answer.status_code == 302 and answer.headers["Location"].startswith(ways)


def is_refused(answer):
    return leads_to_sign_in(answer) or answer.status_code in {401, 403, 404, 405}


def answers_of(client, path, methods, foreign):
    """Yield each method with its answer; who is told which methods there are asks no others."""
    left = list(methods)
    while left:
        method = left.pop(0)
        answer = ask(client, method, path, foreign)
        yield method, answer
        if answer.status_code == 405:
            known = answer.headers["Allow"].split(", ")
            left = [each for each in left if each in known]


def faults_of(user, foreign, opened, methods=METHODS):
    """Return what is wrong with the answers somebody gets from every address."""
    faults = []
    signed_in = browser_of(user).cookies
    for address in addresses():
        if address.name not in ENDLESS:
            client = Client(raise_request_exception=False)
            client.cookies.update(signed_in)
            with transaction.atomic():
                faults += faults_at(address, client, foreign, opened, methods)
                transaction.set_rollback(True)  # some sign out
    return faults


def faults_at(address, client, foreign, opened, methods):
    path, before = path_of(address, foreign), touched()
    for method, answer in answers_of(client, path, methods, foreign):
        said = f"{method} {path} ({address.name}) answers {answer.status_code}"
        text = shown_by(answer)
        yield from (f"{said} and says “{each}”" for each in SECRETS if each in text)
        if answer.status_code == 500:
            yield said
        by_now = touched()
        if address.name not in opened:
            if not is_refused(answer) and method != "OPTIONS":
                yield said
            if by_now != before:
                yield f"{said} and writes"
        before = by_now


def must_be_closed(faults):
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def test_every_part_of_an_address_names_a_foreign_row():
    known = {"code", "handle", *ROWS, *WORDS}
    unknown = [
        f"{address}: say in ROWS which foreign row “{part}” names"
        for address in addresses()
        for part in parts_of(address)
        if part not in known | SPECIAL.get(address.name, {}).keys()
    ]

    assert unknown == []


def test_there_are_no_rules_for_addresses_that_are_gone():
    names = {address.name for address in addresses()}

    assert (PUBLIC | OWN | CASEWORK | ENDLESS | SPECIAL.keys()) - names == set()


def test_nobody_gets_in(foreign):
    must_be_closed(faults_of(None, foreign, PUBLIC))


def test_a_customer_finds_nothing_of_another(foreign):
    customer = make_user("Jonas", roles=("customer",), kind="customer")
    make_contact("Jonas", account=make_account("Baywalk"), email=customer.email)

    must_be_closed(faults_of(customer, foreign, PUBLIC | OWN, USUAL))


def test_somebody_without_a_role_finds_nothing(foreign):
    newcomer = make_user("Newcomer", roles=())

    must_be_closed(faults_of(newcomer, foreign, PUBLIC | OWN, USUAL))


def test_another_team_finds_nothing(foreign):
    casework = ("view", "reply", "note", "work", "assign", "solve", "escalate", "merge", "open")
    codes = [f"cases.{each}" for each in casework]
    Role.objects.create(
        code="team",
        name="Team",
        permissions=[*codes, "conversations.view", "promises.view", "search.find", "files.remove"],
    )
    colleague = make_user("Colleague", roles=("team",), teams=[make_team("advice")])

    must_be_closed(faults_of(colleague, foreign, PUBLIC | OWN | CASEWORK))
