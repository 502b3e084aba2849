"""Who gets in, how often, and what comes twice."""

import pytest
from django.conf import settings

from aftercare.base.company.operations import change_settings
from aftercare.base.journal.models import Entry
from aftercare.base.people.models import ApiToken, Role
from aftercare.base.people.operations.tokens import NothingGranted, make_token, revoke_token
from aftercare.base.people.queries import actor_for
from aftercare.base.people.steps import MoreThanYouMay
from aftercare.base.people.tests.make import MONDAY, make_user
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.tests.make import make_case
from aftercare.interfaces.api.jobs import drop_old_answers
from aftercare.interfaces.api.models import GivenAnswer
from aftercare.interfaces.api.tests.asking import API, get, post
from aftercare.interfaces.api.tests.conftest import program
from aftercare.kit.actors import SYSTEM

CALL = {"subject": "Boot loop"}


def is_problem(answer, status, code):
    told = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    return (answer.status_code, told["status"], told["code"]) == (status, status, code)


def test_without_a_token_nobody_gets_in(client, liza):
    client.force_login(liza, backend=settings.AUTHENTICATION_BACKENDS[0])

    answer = get(client, "/cases")

    assert is_problem(answer, 401, "token_missing")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert post(client, "/cases", CALL).status_code == 401
    assert not Case.objects.exists()


def test_a_token_opens_until_it_is_revoked(shop):
    assert get(shop, "/cases").json() == {"items": [], "next": None}
    token = ApiToken.objects.get()
    assert token.used_at is not None

    revoke_token(token, actor=SYSTEM, at=MONDAY)

    assert get(shop, "/cases").status_code == 401
    entries = Entry.objects.filter(event__startswith="people.token").order_by("pk")
    assert [each.event for each in entries] == ["people.token_made", "people.token_revoked"]


def test_only_the_hash_of_a_token_is_kept(liza):
    token, secret = make_token(name="Shop", scopes=["cases.view"], actor=actor_for(liza), at=MONDAY)

    assert secret.startswith("aft_")
    assert secret not in str(ApiToken.objects.filter(pk=token.pk).values().get())


def test_a_token_may_less_than_its_person(liza):
    answer = post(program(liza, "cases.view"), "/cases", CALL)

    assert is_problem(answer, 403, "not_allowed")
    assert not Case.objects.exists()


def test_a_token_never_may_more_than_its_person_does_now(liza):
    shop = program(liza)
    make_user("Ana", roles=["administrator"])
    liza.roles.set(Role.objects.filter(code="warehouse"))

    assert post(shop, "/cases", CALL).status_code == 403
    liza.is_active = False
    liza.save()
    assert get(shop, "/cases").json()["items"] == []


@pytest.mark.parametrize(
    ("scopes", "refused"), [([], NothingGranted), (["people.set_up"], MoreThanYouMay)]
)
def test_nobody_grants_nothing_or_more_than_they_may(db, scopes, refused):
    Role.objects.create(code="api", name="API", permissions=["people.make_tokens"])
    clerk = actor_for(make_user("Jo", roles=["api"]))

    with pytest.raises(refused):
        make_token(name="Shop", scopes=scopes, actor=clerk, at=MONDAY)

    assert not ApiToken.objects.exists()


def test_who_asks_too_often_waits(shop):
    change_settings({"api.requests_a_minute": 2}, actor=SYSTEM, at=MONDAY)

    answers = [get(shop, "/cases") for _time in range(6)]

    assert is_problem(answers[-1], 429, "too_many")
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60


def test_what_is_sent_twice_with_a_key_is_done_once(shop):
    first, second = (post(shop, "/cases", CALL, Idempotency_Key="k1") for _time in range(2))

    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Case.objects.count() == 1
    assert post(shop, "/cases", CALL, Idempotency_Key="k2").json() != first.json()


def test_a_key_belongs_to_one_request(shop):
    post(shop, "/cases", CALL, Idempotency_Key="k1")

    answer = post(shop, "/cases", {"subject": "Another"}, Idempotency_Key="k1")

    assert is_problem(answer, 409, "key_used_otherwise")
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [({"text": 5}, 422, "not_understood"), ({"text": " "}, 409, "nothing_written")],
)
def test_the_key_of_what_was_refused_is_free_for_what_was_mended(shop, wrong, status, code):
    path = f"/cases/{make_case().code}/answers"

    refused, again = (post(shop, path, wrong, Idempotency_Key="k") for _time in range(2))
    mended, twice = (post(shop, path, {"text": "Hi"}, Idempotency_Key="k") for _time in range(2))

    assert is_problem(refused, status, code)
    assert refused.content == again.content
    assert "Idempotency-Replayed" not in again.headers
    assert (mended.status_code, twice.content) == (201, mended.content)
    assert twice.headers["Idempotency-Replayed"] == "true"


def test_answers_are_forgotten_after_a_day(shop):
    post(shop, "/cases", CALL, Idempotency_Key="k1")
    GivenAnswer.objects.update(at=MONDAY)

    drop_old_answers.func(timestamp=0)

    assert not GivenAnswer.objects.exists()


@pytest.mark.parametrize(
    ("body", "where"),
    [({}, "given.subject"), (CALL | {"priority": "soon"}, "given.priority"), ("[", "")],
)
def test_what_is_not_understood_is_named(shop, body, where):
    answer = post(shop, "/cases", body)

    assert answer.status_code in {400, 422}
    if where:
        assert any(each["where"].startswith(where) for each in answer.json()["errors"])
    assert not Case.objects.exists()


def test_what_is_not_there_is_a_problem(shop):
    assert is_problem(get(shop, "/cases/C-1"), 404, "not_found")
    assert shop.get(f"{API}/cases", {"limit": 0}).status_code == 422
