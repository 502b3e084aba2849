"""Django really says what the catalogs hold."""

from datetime import UTC, datetime

import pytest
from babel.dates import format_date, get_day_names, get_month_names
from django import forms
from django.utils.formats import date_format
from django.utils.translation import override

from aftercare.base.people.tests.make import make_user
from aftercare.base.promises.events import PromiseSlipping
from aftercare.domain.cases.models import Case, Draft
from aftercare.domain.cases.operations.outcome import solve_case
from aftercare.domain.cases.reactions import prepare_notice
from aftercare.domain.cases.tests.make import MONDAY, make_case
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref
from aftercare.kit.states import IllegalMove

AT = datetime(2026, 11, 24, 6, 5, tzinfo=UTC)
SIGN_IN = {"fil": "Mag-sign in", "tl-PH": "Mag-sign in", "zh-TW": "登入", "zh-CN": "登录"}


class Form(forms.Form):
    name = forms.CharField()
    size = forms.IntegerField(max_value=3)


@pytest.mark.parametrize("asked", SIGN_IN)
def test_a_browser_gets_the_language_it_asks_for(client, db, asked):
    make_user()
    page = client.get("/account/login/", headers={"Accept-Language": asked}).content.decode()

    assert SIGN_IN[asked] in page


@pytest.mark.parametrize(
    ("language", "missing", "too_large"),
    [
        ("fil", "Kailangan itong sagutan.", "Dapat 3 o mas mababa."),
        ("zh-hans", "这个字段是必填项。", "确保该值小于或等于3。"),
    ],
)
def test_forms_of_django_speak_it_too(language, missing, too_large):
    with override(language):
        errors = Form({"size": "7"}).errors
        assert [str(error) for field in errors.values() for error in field] == [missing, too_large]


def test_filipino_dates_are_those_of_the_unicode_consortium():
    with override("fil"):
        assert date_format(AT, "DATE_FORMAT") == format_date(AT, "medium", "fil")
        for month in range(1, 13):
            day = datetime(2026, month, 1, tzinfo=UTC)
            assert date_format(day, "F") == get_month_names("wide", locale="fil")[month]
            assert date_format(day, "M") == get_month_names("abbreviated", locale="fil")[month]
        for number in range(1, 8):
            day = datetime(2026, 11, 22 + number, tzinfo=UTC)
            names = get_day_names("wide", locale="fil")
            assert date_format(day, "l") == names[day.weekday()]


@pytest.mark.parametrize(
    ("language", "full", "short"),
    [
        ("en", "24 Nov 2026, 06:05", "24 Nov 2026"),
        ("fil", "Nob 24, 2026, 6:05 AM", "Nob 24, 2026"),
        ("zh-hans", "2026年11月24日 06:05", "2026年11月24日"),
    ],
)
def test_no_day_can_be_taken_for_another(language, full, short):
    with override(language):
        assert date_format(AT, "DATETIME_FORMAT") == full
        for name in ("DATE_FORMAT", "SHORT_DATE_FORMAT"):
            assert date_format(AT, name).replace("\xa0", " ") == short
        assert date_format(AT, "SHORT_DATETIME_FORMAT").replace("\xa0", " ").startswith(short)


@pytest.mark.parametrize(
    ("tag", "words"), [("zh-TW", "我們"), ("tl", "po namin"), ("de", "we are")]
)
def test_a_customer_is_told_of_a_delay_in_their_language(db, tag, words):
    case = make_case()
    Case.objects.update(language=tag)
    event = PromiseSlipping(promise_id=1, subject=str(ref(case)), kind="cases.first_response")

    prepare_notice(event, actor=SYSTEM, at=MONDAY)

    assert words in Draft.objects.get().text


def test_a_refusal_calls_a_status_as_people_do(db):
    case = make_case()
    solve_case(case, solution="重刷固件", actor=SYSTEM, at=MONDAY)

    with override("zh-hans"), pytest.raises(IllegalMove) as refused:
        solve_case(case, actor=SYSTEM, at=MONDAY)

    assert refused.value.message == f"{case} 的状态是“已解决”，不能变为“已解决”。"
