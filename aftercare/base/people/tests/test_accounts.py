from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.journal.models import Entry
from aftercare.base.people import jobs
from aftercare.base.people.models import Invitation, User
from aftercare.base.people.operations.accounts import (
    NoSuchInvitation,
    accept_invitation,
    change_address,
    deactivate_user,
    drop_second_factors,
    invite_user,
    reactivate_user,
    withdraw_invitation,
)
from aftercare.base.people.policies import invitation_of, token_for
from aftercare.base.people.queries import actor_for
from aftercare.base.people.steps import AddressIsTaken, LastAdministrator, MoreThanYouMay
from aftercare.base.people.tests.make import MONDAY, make_actor, make_user, role
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refusals import NotAllowed

NEXT_WEEK = MONDAY + timedelta(days=8)


def invite(email="New@Northwell.example", at=MONDAY, **given):
    details = {"name": "New", "roles": [role("agent")]} | given
    return invite_user(email=email, **details, actor=SYSTEM, at=at)


def accept(token, name="Nora", at=MONDAY):
    return accept_invitation(token, name=name, password="long-enough-1", actor=SYSTEM, at=at)


def test_an_invitation_lets_somebody_in_once(db):
    token = token_for(invite(language="fil").pk)

    user = accept(token)

    assert (user.email, user.name, user.language) == ("new@northwell.example", "Nora", "fil")
    assert user.check_password("long-enough-1")
    assert list(user.roles.all()) == [role("agent")]
    with pytest.raises(NoSuchInvitation):
        accept(token, name="Eve")
    assert User.objects.count() == 1


def test_two_who_come_with_one_invitation_get_one_account(transactional_db):
    token = token_for(invite().pk)

    def come(name):
        try:
            return accept(token, name).name
        except NoSuchInvitation:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as crowd:
        let_in = [name for name in crowd.map(come, "ABCD") if name]

    assert let_in == [user.name for user in User.objects.all()]
    assert len(let_in) == 1


@pytest.mark.parametrize("token", ["", "1", "1:", "x:y", "1:AAAA", "-1:B", "\x00"])
def test_a_token_cannot_be_made_up(db, token):
    invite()

    with pytest.raises(NoSuchInvitation):
        accept(token)


def test_what_is_kept_and_queued_opens_nothing(db):
    token = token_for(invite().pk)

    kept = str([*Invitation.objects.values(), *ProcrastinateJob.objects.values("args")])
    assert token not in kept
    assert token.partition(":")[2] not in kept
    assert invitation_of(token) == Invitation.objects.get().pk


def test_an_invitation_expires(db):
    token = token_for(invite().pk)

    with pytest.raises(NoSuchInvitation):
        accept(token, at=NEXT_WEEK)
    assert not User.objects.exists()


def test_an_invitation_can_be_withdrawn_and_given_anew(db):
    first = invite()
    second = invite()
    withdraw_invitation(second, actor=SYSTEM, at=MONDAY)
    withdraw_invitation(second, actor=SYSTEM, at=MONDAY)
    third = invite()

    for ended in (first, second):
        with pytest.raises(NoSuchInvitation):
            accept(token_for(ended.pk))
    assert accept(token_for(third.pk)).email == "new@northwell.example"
    assert Entry.objects.filter(event="people.invitation_withdrawn").count() == 1


def test_the_way_in_comes_by_mail_in_the_language_of_who_is_invited(db):
    invitation = invite(at=MONDAY.replace(year=2999))

    jobs.send_invitation.func(invitation_id=invitation.pk)

    (sent,) = mail.outbox
    assert sent.to == ["new@northwell.example"]
    assert f"/join/{token_for(invitation.pk)}\n" in sent.body


def test_no_mail_is_sent_for_an_invitation_that_has_ended(db):
    jobs.send_invitation.func(invitation_id=invite(at=MONDAY - timedelta(days=900)).pk)
    jobs.send_invitation.func(invitation_id=0)

    assert mail.outbox == []


def test_an_address_signs_in_one_person(db):
    make_user(email="liza@northwell.example")

    with pytest.raises(AddressIsTaken):
        make_user("Other", email="LIZA@northwell.example")
    with pytest.raises(AddressIsTaken):
        invite("Liza@northwell.example")


def test_names_that_look_alike_get_handles_that_differ(db):
    users = [make_user("Liza", email=f"{number}@northwell.example") for number in range(3)]

    assert [user.handle for user in users] == ["liza", "liza-2", "liza-3"]
    assert make_user("李莉", email="li@northwell.example").handle == "user"


def test_agents_invite_nobody(db):
    agent = actor_for(make_user())

    for actor in (agent, NOBODY):
        with pytest.raises(NotAllowed):
            invite_user(email="a@b.example", name="A", roles=[], actor=actor, at=MONDAY)
    assert not Invitation.objects.exists()


def test_nobody_invites_to_more_than_they_may_themselves(db):
    clerk = make_actor("people.invite")

    with pytest.raises(MoreThanYouMay):
        invite_user(
            email="a@b.example", name="A", roles=[role("administrator")], actor=clerk, at=MONDAY
        )
    assert not Invitation.objects.exists()


def test_nobody_lets_go_who_may_more(db):
    pat = make_user("Pat", roles=["administrator"])
    make_user("Pam", roles=["administrator"])
    clerk = make_actor("people.set_up")

    for verb in (deactivate_user, reactivate_user, drop_second_factors):
        with pytest.raises(MoreThanYouMay):
            verb(pat, actor=clerk, at=MONDAY)

    pat.refresh_from_db()
    assert pat.is_active


def test_the_last_administrator_stays(db):
    pat = make_user("Pat", roles=["administrator"])

    with pytest.raises(LastAdministrator):
        deactivate_user(pat, actor=SYSTEM, at=MONDAY)

    pat.refresh_from_db()
    assert pat.is_active


def test_two_administrators_cannot_let_each_other_go_at_once(transactional_db):
    pair = [make_user(name, roles=["administrator"]) for name in ("Pat", "Pam")]

    def let_go(user):
        try:
            deactivate_user(user, actor=SYSTEM, at=MONDAY)
        except LastAdministrator:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as crowd:
        done = sorted(crowd.map(let_go, pair))

    assert done == [False, True]
    assert User.objects.filter(is_active=True).count() == 1


def test_somebody_may_come_back(db):
    make_user("Pat", roles=["administrator"])
    liza = make_user()
    deactivate_user(liza, actor=SYSTEM, at=MONDAY)

    reactivate_user(liza, actor=SYSTEM, at=MONDAY)

    liza.refresh_from_db()
    assert liza.is_active


def test_somebody_gets_another_address(db):
    liza, pat = make_user(), actor_for(make_user("Pat", roles=["administrator"]))
    EmailAddress.objects.create(user=liza, email=liza.email, verified=True)

    change_address(liza, email=" Elizabeth@Northwell.example", actor=pat, at=MONDAY)

    liza.refresh_from_db()
    assert liza.email == "elizabeth@northwell.example"
    assert not EmailAddress.objects.exists()


def test_nobody_takes_an_account_over_by_its_address(db):
    pat, clerk = make_user("Pat", roles=["administrator"]), make_actor("people.set_up")

    with pytest.raises(MoreThanYouMay):
        change_address(pat, email="eve@evil.example", actor=clerk, at=MONDAY)
    with pytest.raises(AddressIsTaken):
        change_address(pat, email="ANA@northwell.example", actor=SYSTEM, at=MONDAY)

    pat.refresh_from_db()
    assert pat.email == "pat@northwell.example"


def test_who_has_lost_the_phone_is_asked_for_no_code(db):
    liza, pat = make_user(), make_user("Pat", roles=["administrator"])
    for user in (liza, pat):
        Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})

    drop_second_factors(liza, actor=actor_for(pat), at=MONDAY)

    assert [each.user for each in Authenticator.objects.all()] == [pat]
