import pytest

from aftercare.base.people.models import User
from aftercare.base.people.queries import actor_for
from aftercare.domain.cases.models import Macro
from aftercare.domain.cases.operations.rules import save_macro
from aftercare.domain.cases.tests.make import MONDAY, make_agent
from aftercare.interfaces.workspace.tests.settings.make import HTMX, signed_in
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

MACROS = "/settings/macros"
FORM = {"name": "Ask for photos", "text_en": "Hello {customer}, two photos please.", "active": "on"}


@pytest.fixture
def agent():
    return signed_in()


def me():
    """Return who has signed in."""
    return actor_for(User.objects.get())


def macro(name="Thank and close", *, actor=SYSTEM, shared=True, **given):
    details = {"texts": {"en": "Thank you."}, "changes": {}} | given
    return save_macro(None, name=name, shared=shared, **details, actor=actor, at=MONDAY)


def test_lists_ones_own_and_everybodys(agent, django_assert_num_queries):
    macro(changes={"status": "waiting", "waiting_for": "part", "add_tags": ["photos"]})
    macro("Liza's", actor=me(), shared=False)
    macro("Somebody's", actor=make_agent("Ana"), shared=False)

    with django_assert_num_queries(6):
        page = agent.get(MACROS).content.decode()

    assert "Liza&#x27;s" in page
    assert "Somebody" not in page
    assert "Waiting: Part" in page


def test_prepares_an_answer_of_ones_own(agent):
    changes = {"status": "waiting", "waiting_for": "customer", "add_tags": "photos, panel"}

    answer = agent.post(f"{MACROS}/new", FORM | changes | {"text_zh_hans": "您好 {customer}"})

    made = Macro.objects.get()
    assert answer.headers["Location"] == MACROS
    assert made.owner == User.objects.get()
    assert made.texts == {"en": FORM["text_en"], "zh-hans": "您好 {customer}"}
    assert made.changes == {
        "status": "waiting",
        "waiting_for": "customer",
        "add_tags": ["photos", "panel"],
    }


def test_agents_cannot_share_by_sending_more(agent):
    agent.post(f"{MACROS}/new", FORM | {"shared": "on"})

    assert Macro.objects.get().owner is not None


def test_managers_share():
    signed_in("manager").post(f"{MACROS}/new", FORM | {"shared": "on"})

    assert Macro.objects.get().owner is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text_en": ""}, "text_en"),
        ({"text_en": "Hello {custmer}"}, "text_en"),
        ({"text_fil": "{0}"}, "text_fil"),
        ({"status": "waiting"}, "waiting_for"),
        ({"name": ""}, "name"),
    ],
)
def test_shows_what_is_wrong(agent, wrong, field):
    answer = agent.post(f"{MACROS}/new", FORM | wrong, headers=HTMX)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Macro.objects.exists()


def test_shows_the_text_in_each_language(agent):
    page = agent.post(f"{MACROS}/preview", FORM, headers=HTMX).content.decode()

    assert page.count("<article") == 4
    assert page.count("in another language") == 3
    assert "Hello Marisol Reyes, two photos please." in page


def test_everybodys_is_changed_by_managers_only(agent):
    shared = macro()

    assert "Make one of your own from it" in agent.get(f"{MACROS}/{shared.pk}").content.decode()
    assert agent.post(f"{MACROS}/{shared.pk}", FORM).status_code == 409
    assert agent.post(f"{MACROS}/{shared.pk}/remove").status_code == 409
    shared.refresh_from_db()
    assert shared.name == "Thank and close"

    manager = signed_in("manager", name="Ana")
    manager.post(f"{MACROS}/{shared.pk}", FORM | {"shared": "on"})
    shared.refresh_from_db()
    assert (shared.name, shared.owner) == ("Ask for photos", None)


def test_a_copy_begins_with_what_it_is_made_from(agent):
    shared = macro(texts={"en": "Thank you, {customer}."})

    page = agent.get(f"{MACROS}/new?from={shared.pk}").content.decode()

    assert "Thank you, {customer}." in page


def test_removes_ones_own(agent):
    mine = macro(actor=me(), shared=False)

    agent.post(f"{MACROS}/{mine.pk}/remove")

    assert not Macro.objects.exists()


def test_is_not_there_for_others(agent):
    somebodys = macro(actor=make_agent("Ana"), shared=False)

    assert agent.get(f"{MACROS}/{somebodys.pk}").status_code == 404
    assert agent.get(f"{MACROS}/new?from={somebodys.pk}").status_code == 404
    assert signed_in("warehouse", name="Bo").get(MACROS).status_code == 404
