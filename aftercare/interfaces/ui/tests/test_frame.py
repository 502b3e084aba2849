from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from aftercare.interfaces.ui.navigation import NavEntry, current_entry, entries_for
from aftercare.interfaces.ui.preferences import Preferences, preferences_of
from aftercare.interfaces.ui.styleguide import SampleForm
from aftercare.interfaces.ui.templatetags.ui import hue, initials, time_left
from aftercare.kit.actors import Actor
from aftercare.kit.clock import now


def test_the_policy_lets_nothing_in_from_elsewhere_and_nothing_inline(client, db):
    policy = client.get("/nothing").headers["Content-Security-Policy"]

    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"] == "'self'"
    assert rules["style-src"] == "'self'"
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert "unsafe-eval" not in policy


def test_other_headers_are_strict(client, db):
    headers = client.get("/nothing").headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "usb=()" in headers["Permissions-Policy"]


def test_nobody_keeps_wishes_in_cookies(client, db):
    response = client.post("/preferences", {"theme": "dark", "next": "/nothing"})

    assert response.url == "/nothing"
    assert client.cookies["theme"].value == "dark"
    assert 'data-bs-theme="dark"' in client.get("/nothing").content.decode()


@pytest.mark.parametrize("value", ["", "purple", '"><script>'])
def test_an_unknown_wish_is_not_kept(client, db, value):
    client.post("/preferences", {"theme": value})

    assert "theme" not in client.cookies


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_the_way_back_never_leads_elsewhere(client, db, target):
    assert client.post("/preferences", {"theme": "dark", "next": target}).url == "/"


def test_an_unknown_time_zone_is_utc():
    assert str(Preferences(time_zone="Mars/Crater").zone) == "UTC"


def test_a_forged_cookie_is_not_a_wish():
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = "pink"

    assert preferences_of(request).theme == "auto"


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("Marisol Reyes", "MR"),
        ("陈丽华", "陈"),
        ("Cher", "C"),
        ("Juan Ponce de León", "JL"),
        ("", "?"),
        ("— (unknown)", "?"),
    ],
)
def test_initials_stand_for_a_name(name, signs):
    assert initials(name) == signs


def test_a_name_keeps_its_color():
    assert hue("Marisol Reyes") == hue("Marisol Reyes")


def test_time_left_is_told_in_hours_or_days():
    assert time_left(now() + timedelta(hours=3, minutes=40, seconds=30)) == "3 h 40 m"
    assert time_left(now() + timedelta(days=2, hours=1, seconds=30)) == "2 d 1 h"
    assert time_left(now() - timedelta(minutes=6, seconds=1)).startswith("overdue 0 h 6 m")


def test_an_entry_is_shown_to_whoever_may_go_there(monkeypatch):
    entries = [
        NavEntry("ui:styleguide", "Open", "inbox"),
        NavEntry("ui:palette", "Closed", "lock", permission="cases.view"),
    ]
    monkeypatch.setattr("aftercare.interfaces.ui.navigation._entries", entries)

    assert entries_for(Actor("user", 1, "Liza")) == entries[:1]
    assert entries_for(Actor("user", 1, "Liza", frozenset({"cases.view"}))) == entries


def test_the_longest_address_is_where_one_is():
    whole = NavEntry("ui:styleguide", "Guide", "inbox")
    view = NavEntry("ui:styleguide", "View", "inbox", query="view=1")

    assert current_entry("/styleguide/12", [whole, view]) == whole
    assert current_entry("/elsewhere", [whole, view]) is None


def test_a_form_is_drawn_with_labels_help_and_errors():
    html = SampleForm({"email": "reyes"}).render()

    assert '<label class="form-label" for="id_email">E-mail</label>' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_email_error"' in html
    assert '<span class="optional">optional</span>' in html


def test_the_page_for_a_broken_server_needs_no_request():
    html = render_to_string("ui/problem.html", {"problem": {"title": "Broken", "status": 500}})

    assert "<h1>Broken</h1>" in html
