from datetime import date

import pytest

from aftercare.base.journal.models import Entry
from aftercare.base.people.models import Absence
from aftercare.base.people.operations.profiles import (
    EndsBeforeItBegins,
    NoSuchTimeZone,
    edit_profile,
    end_absence,
    record_absence,
)
from aftercare.base.people.policies import signature_in
from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import MONDAY, make_actor, make_user
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refusals import NotAllowed

WEEK = {"from_on": date(2026, 9, 28), "until_on": date(2026, 10, 2)}


@pytest.mark.parametrize("role", ["agent", "station", "customer"])
def test_everybody_says_how_they_like_it(db, role):
    liza = make_user(roles=[role])
    wishes = {"theme": "dark", "time_zone": "Asia/Manila", "signatures": {"fil": "Salamat, Liza"}}

    edit_profile(liza, **wishes, actor=actor_for(liza), at=MONDAY)

    liza.refresh_from_db()
    assert {name: getattr(liza, name) for name in wishes} == wishes
    assert Entry.objects.latest("pk").data["changed"] == ["theme", "time_zone", "signatures"]


def test_what_is_so_already_is_not_told(db):
    liza = make_user()

    edit_profile(liza, theme="auto", actor=actor_for(liza), at=MONDAY)

    assert not Entry.objects.filter(event="people.person_changed").exists()


def test_others_are_changed_by_who_sets_people_up(db):
    liza, ana = make_user(), make_actor("people.set_up")

    with pytest.raises(NotAllowed):
        edit_profile(liza, name="Eve", actor=actor_for(make_user("Eve")), at=MONDAY)
    edit_profile(liza, name="Elizabeth", max_open=12, actor=ana, at=MONDAY)

    liza.refresh_from_db()
    assert (liza.name, liza.max_open) == ("Elizabeth", 12)


def test_nobody_lightens_their_own_load(db):
    liza = make_user()

    with pytest.raises(NotAllowed):
        edit_profile(liza, max_open=1, actor=actor_for(liza), at=MONDAY)

    liza.refresh_from_db()
    assert liza.max_open == 40


@pytest.mark.parametrize("field", ["email", "kind", "is_active", "password", "roles"])
def test_who_somebody_is_is_no_part_of_the_profile(db, field):
    liza = make_user()

    with pytest.raises(TypeError, match=field):
        edit_profile(liza, **{field: "x"}, actor=SYSTEM, at=MONDAY)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd"])
def test_a_time_zone_has_to_exist(db, name):
    liza = make_user()

    with pytest.raises(NoSuchTimeZone):
        edit_profile(liza, time_zone=name, actor=actor_for(liza), at=MONDAY)

    liza.refresh_from_db()
    assert liza.time_zone == "UTC"


def test_an_absence_ends_early_or_never_was(db):
    liza, stand_in = make_user(), make_user("Noel")
    actor = actor_for(liza)
    absence = record_absence(liza, **WEEK, stand_in=stand_in, actor=actor, at=MONDAY)

    end_absence(absence, last_on=date(2026, 9, 29), actor=actor, at=MONDAY)
    assert Absence.objects.get().until_on == date(2026, 9, 29)
    end_absence(absence, last_on=date(2026, 9, 27), actor=actor, at=MONDAY)
    assert not Absence.objects.exists()


def test_nobody_sends_a_colleague_away(db):
    liza, eve = make_user(), actor_for(make_user("Eve"))
    absence = record_absence(liza, **WEEK, actor=SYSTEM, at=MONDAY)

    with pytest.raises(NotAllowed):
        record_absence(liza, **WEEK, actor=eve, at=MONDAY)
    with pytest.raises(NotAllowed):
        end_absence(absence, last_on=date(2026, 9, 29), actor=eve, at=MONDAY)

    assert list(Absence.objects.values_list("until_on", flat=True)) == [WEEK["until_on"]]


def test_an_absence_does_not_end_before_it_begins(db):
    liza = make_user()

    with pytest.raises(EndsBeforeItBegins):
        record_absence(
            liza,
            from_on=date(2026, 9, 28),
            until_on=date(2026, 9, 27),
            actor=actor_for(liza),
            at=MONDAY,
        )

    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fil", "Salamat"), ("zh-hant", "Liza"), ("en-GB", "Liza"), ("", "Liza")],
)
def test_a_signature_is_in_the_language_of_the_mail_or_in_english(language, expected):
    assert signature_in({"fil": "Salamat", "en": " Liza\n", "zh-hant": " "}, language) == expected


def test_some_signature_is_better_than_none():
    assert signature_in({"zh-hans": "莉莎"}, "fil") == "莉莎"
    assert signature_in({}, "fil") == ""
