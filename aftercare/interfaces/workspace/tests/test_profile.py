from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from aftercare.base.people.models import Absence
from aftercare.base.people.tests.make import make_user
from aftercare.interfaces.workspace.notifications.kinds import KINDS
from aftercare.interfaces.workspace.tests.make import client_of, signed_in

PAGES = ["/profile", "/profile/signatures", "/profile/notifications", "/profile/absences"]
WISHES = {
    "name": "Liza Dizon",
    "language": "fil",
    "time_zone": "Asia/Manila",
    "theme": "dark",
    "density": "compact",
    "available": "on",
}


@pytest.fixture
def liza(db):
    return make_user()


@pytest.mark.parametrize("path", PAGES)
def test_everybody_who_has_an_account_has_a_profile(db, path, django_assert_max_num_queries):
    client = signed_in(roles=["station"])

    with django_assert_max_num_queries(10):
        answer = client.get(path)

    assert answer.status_code == 200
    assert b'aria-current="page"' in answer.content


@pytest.mark.parametrize("path", PAGES)
def test_nobody_has_none(db, client, path):
    assert client.get(path).headers["Location"].startswith("/account/login")


def test_one_says_how_one_likes_it(liza):
    answer = client_of(liza).post("/profile", WISHES, follow=True)

    liza.refresh_from_db()
    assert answer.status_code == 200
    assert {name: getattr(liza, name) for name in WISHES} == WISHES | {"available": True}
    assert not liza.shortcuts


def test_a_time_zone_that_does_not_exist_is_shown_as_wrong(liza):
    answer = client_of(liza).post("/profile", WISHES | {"time_zone": "Mars/Olympus"})

    liza.refresh_from_db()
    assert answer.status_code == 422
    assert b"is-invalid" in answer.content
    assert liza.name == "Liza"


def test_signatures_are_kept_by_language(liza):
    client = client_of(liza)

    client.post("/profile/signatures", {"en": "Liza\nNorthwell ", "zh-hans": "莉莎", "fil": " "})

    liza.refresh_from_db()
    assert liza.signatures == {"en": "Liza\nNorthwell", "zh-hans": "莉莎"}
    assert "莉莎".encode() in client.get("/profile/signatures").content
    assert client.post("/profile/signatures", {"en": "x" * 1001}).status_code == 422


def test_one_chooses_how_to_hear_of_each_kind(liza):
    chosen = dict.fromkeys(KINDS, "app") | {"mentioned": "mail", "case_solved": "none"}
    client = client_of(liza)

    assert client.post("/profile/notifications", chosen).status_code == 302
    assert client.post("/profile/notifications", {"mentioned": "pigeon"}).status_code == 422

    liza.refresh_from_db()
    assert liza.notices == chosen


def test_one_notes_days_away_and_comes_back_early(liza):
    noel, client, today = make_user("Noel"), client_of(liza), localdate()
    days = {"from_on": today - timedelta(days=1), "until_on": today + timedelta(days=5)}

    client.post("/profile/absences", days | {"reason": "Leave", "stand_in": noel.pk})

    absence = Absence.objects.get()
    assert (absence.user, absence.stand_in, absence.reason) == (liza, noel, "Leave")
    assert b"away now" in client.get("/profile/absences").content
    client.post(f"/profile/absences/{absence.pk}/end")
    assert Absence.objects.get().until_on == today - timedelta(days=1)


def test_days_that_run_backwards_are_shown_as_wrong(liza):
    days = {"from_on": date(2030, 5, 2), "until_on": date(2030, 5, 1)}

    answer = client_of(liza).post("/profile/absences", days)

    assert answer.status_code == 422
    assert b"The last day lies before the first one." in answer.content
    assert not Absence.objects.exists()


def test_the_absence_of_somebody_else_is_not_there(liza):
    noel = make_user("Noel")
    absence = Absence.objects.create(user=noel, from_on=date(2030, 5, 1), until_on=date(2030, 5, 2))

    assert client_of(liza).post(f"/profile/absences/{absence.pk}/end").status_code == 404

    absence.refresh_from_db()
    assert absence.until_on == date(2030, 5, 2)


def test_a_station_cannot_note_days_away(db):
    client = signed_in(roles=["station"])
    days = {"from_on": date(2030, 5, 1), "until_on": date(2030, 5, 2)}

    assert client.post("/profile/absences", days).status_code == 403

    assert not Absence.objects.exists()


def test_the_menu_says_who_is_there(liza):
    client = client_of(liza)

    client.post("/preferences", {"available": "off", "next": "/profile"})

    liza.refresh_from_db()
    assert not liza.available
    assert b"away</span>" in client.get("/profile").content
