from collections import Counter
from datetime import UTC, datetime

import pytest
from django.test import override_settings

from aftercare.base.company.models import Series
from aftercare.base.journal.queries import verify_chain
from aftercare.base.people.models import Notification, Role, User
from aftercare.base.people.tests.make import make_user
from aftercare.demo import chapters
from aftercare.demo.company import build
from aftercare.demo.today import TODAY
from aftercare.domain.cases.models import Case
from aftercare.domain.cases.queries import PAST

NEW_YEAR = datetime(2026, 1, 1, 2, 0, tzinfo=UTC)
QUICK = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])


@QUICK
def test_two_players_number_cases_as_one_would(transactional_db):
    told = []
    build(at=NEW_YEAR, cases=6, tell=lambda done, _all: told.append(done))

    cases = list(Case.objects.filter(past_number="").order_by("code"))
    assert len(cases) >= 6 + len(TODAY)
    assert cases == sorted(cases, key=lambda case: case.opened_at)
    numbers = Counter(
        tuple(code.split("-")[:2]) for code in Case.objects.values_list("code", flat=True)
    )
    for series in Series.objects.filter(prefix__in=["C", PAST]):
        assert numbers[series.prefix, str(series.year)] == series.last
    assert verify_chain().is_intact
    assert not chapters.is_unfinished()
    assert told


def test_what_an_interrupted_play_has_left_is_taken_away(transactional_db):
    chapters.mark_as_unfinished()
    make_user()
    assert chapters.is_unfinished()

    chapters.sweep_up()

    assert not chapters.is_unfinished()
    assert not User.objects.exists()
    assert Role.objects.exists()


def test_a_company_that_is_whole_is_not_swept_up(db):
    make_user()

    chapters.sweep_up()

    assert User.objects.exists()


def test_players_that_would_meet_do_not_begin(db):
    chapters.must_be_apart()
    reader = make_user()
    Notification.objects.create(user=reader, kind="mention", about="case:1", at=NEW_YEAR)

    with pytest.raises(chapters.OutOfStep, match="1 promise"):
        chapters.must_be_apart()
