import pytest

from aftercare.base.company.models import SettingChange
from aftercare.base.company.operations import change_settings
from aftercare.base.company.queries import (
    Setting,
    known_setting,
    register_setting,
    setting,
    setting_history,
    settings_now,
)
from aftercare.base.company.tests.make import NEW_YEAR
from aftercare.base.journal.models import Entry
from aftercare.kit.actors import NOBODY, SYSTEM
from aftercare.kit.refusals import NotAllowed

DAYS = register_setting(Setting("test.days", 30, "How long something is kept."))


def change(value):
    change_settings({DAYS.name: value}, actor=SYSTEM, at=NEW_YEAR)


def test_a_setting_has_its_default_until_somebody_changes_it(db):
    assert (setting("test.days"), settings_now()["test.days"]) == (30, 30)

    change(10)

    assert (setting("test.days"), settings_now()["test.days"]) == (10, 10)
    assert (known_setting("test.days"), known_setting("test.none")) == (DAYS, None)


def test_the_history_says_who_changed_what_and_the_old_value_comes_back(db):
    change(10)
    change(20)
    change(setting_history("test.days")[1].value)

    history = setting_history("test.days").values_list("value", "by", "at")

    assert list(history) == [(value, "system:0", NEW_YEAR) for value in (10, 20, 10)]
    assert Entry.objects.filter(event="company.setting_changed").count() == 3


def test_what_is_so_already_is_no_change(db):
    change(30)

    assert not SettingChange.objects.exists()
    assert not Entry.objects.exists()


def test_only_who_sets_up_the_company_changes_settings(db):
    with pytest.raises(NotAllowed):
        change_settings({"test.days": 1}, actor=NOBODY, at=NEW_YEAR)

    assert not SettingChange.objects.exists()


def test_all_settings_cost_one_query(db, django_assert_num_queries):
    change(10)

    with django_assert_num_queries(1):
        settings_now()
