from datetime import UTC, datetime

import pytest
from django.template import engines
from django.utils.timezone import override as override_zone
from django.utils.translation import override
from django_cotton.compiler_regex import CottonCompiler

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
PAIRS = [
    ('{% avatar name "sm" %}', '<c-avatar :name="name" size="sm" />'),
    ('{% avatar "" square=True look="user" %}', '<c-avatar square="1" icon="user" />'),
    ('{% ago at "micro" %}', '<c-ago :at="at" look="micro" />'),
    (
        '{% badge name "red" look="check" %}',
        '<c-badge tone="red" icon="check">{{ name }}</c-badge>',
    ),
    ("{% badge name outline=True %}", '<c-badge outline="1">{{ name }}</c-badge>'),
    ('{% promise "late" at %}', '<c-promise state="late" :due="at" />'),
    ('{% promise "kept" title=name %}', '<c-promise state="kept" title="{{ name }}" />'),
]


def drawn(text):
    compiled = CottonCompiler().process(text)
    return engines["django"].from_string(compiled).render({"name": "Ana <b> & Co", "at": AT})


@pytest.mark.parametrize(("tag", "component"), PAIRS)
def test_a_tag_draws_what_its_component_draws(tag, component):
    assert drawn(tag) == drawn(component)


def test_what_people_write_is_escaped():
    assert "<b>" not in "".join(drawn(tag) for tag, _component in PAIRS)
    assert "Ana &lt;b&gt; &amp; Co" in drawn("{% badge name %}")


def test_what_was_drawn_for_one_is_not_shown_to_who_reads_it_elsewhere_or_otherwise():
    with override_zone("Asia/Manila"):
        manila = drawn("{% ago at %}")
    with override_zone("Europe/Berlin"):
        berlin = drawn("{% ago at %}")
        with override("zh-hans"):
            chinese = drawn("{% ago at %}")

    assert "25 Nov 2026, 17:30" in manila
    assert "25 Nov 2026, 10:30" in berlin
    assert "2026年11月25日 10:30" in chinese


@pytest.mark.parametrize(("language", "habits"), [("en", "en-GB"), ("fil", "fil")])
def test_browsers_write_days_in_the_order_in_which_we_do(language, habits):
    with override(language):
        assert f'lang="{habits}"' in drawn("{% ago at %}")


def test_an_address_breaks_behind_its_signs_only():
    shown = engines["django"].from_string("{{ address|breakable }}")

    said = shown.render({"address": "ana-b@quill.example<"})

    assert said == "ana-<wbr>b@<wbr>quill.<wbr>example&lt;"
