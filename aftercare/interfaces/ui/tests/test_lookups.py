import pytest
from django.template import engines
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from aftercare.base.people.models import User


def draw(text, **given):
    return engines["django"].from_string(text).render(given)


def test_a_text_is_said_in_the_language_of_each_reader():
    template = engines["django"].from_string("{% translate 'Search' %}")
    said = []
    for language in ("en", "zh-hans", "fil", "en"):
        with override(language):
            said.append(template.render())

    assert said[0] == said[3] == "Search"
    assert len(set(said)) == 3


def test_what_a_variable_says_is_looked_up_each_time():
    template = engines["django"].from_string("{% translate word %}")

    with override("zh-hans"):
        assert template.render({"word": "Search"}) != template.render({"word": "Close"})


def test_the_same_word_has_a_text_for_each_context():
    with override("zh-hans"):
        verb = draw('{% translate "Open" context "verb" %}')
        state = draw('{% translate "Open" %}')
        kept = draw('{% translate "Open" context "verb" as said %}{{ said }}')

    assert verb == kept != state


def test_percent_signs_come_through():
    assert draw('{% translate "100 %" %}') == "100 %"


def test_an_address_is_the_one_of_what_is_named():
    text = '{% url "workspace:case" code %}'

    for code in ("C-2026-1", "C-2026-2", "C-2026-1"):
        assert draw(text, code=code) == reverse("workspace:case", args=[code])


def test_keys_and_names_are_taken_as_they_are():
    assert draw('{% url "workspace:unit" key %}', key=7) == reverse("workspace:unit", args=[7])
    assert draw('{% url "workspace:case" code as to %}{{ to }}', code="C-1").endswith("/C-1")
    assert draw('{% url "workspace:case" code=code %}', code="C-1").endswith("/C-1")


def test_an_address_that_does_not_exist_is_an_error_except_where_it_is_asked_for():
    with pytest.raises(NoReverseMatch):
        draw('{% url "workspace:nowhere" %}')

    assert draw('{% url "workspace:nowhere" as to %}({{ to }})') == "()"


def test_a_choice_is_called_as_django_calls_it():
    user = User(kind="station")

    for language in ("en", "zh-hant"):
        with override(language):
            assert draw('{{ user|choice:"kind" }}', user=user) == user.get_kind_display()


def test_a_value_that_is_no_choice_is_said_as_it_is():
    assert draw('{{ user|choice:"kind" }}', user=User(kind="robot")) == "robot"
