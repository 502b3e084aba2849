import pytest

from aftercare.base.people.tests.make import make_team
from aftercare.domain.cases.models import SavedView
from aftercare.domain.cases.operations.rules import save_view
from aftercare.domain.cases.tests.make import MONDAY, make_agent
from aftercare.interfaces.workspace.tests.settings.make import HTMX, signed_in
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db

VIEWS = "/settings/views"
FORM = {"name": "Late", "query": "status:open sla:<1h", "whose": "mine"}


def view(name="Complaints", *, actor=SYSTEM, **given):
    details = {"query": "about:complaint", "shared": True} | given
    return save_view(None, name=name, **details, actor=actor, at=MONDAY)


def test_lists_what_one_sees(django_assert_num_queries):
    view()
    view("Of quality", team=make_team("quality"))
    view("Ana's", actor=make_agent("Ana"), shared=False)
    agent = signed_in()

    with django_assert_num_queries(5):
        page = agent.get(VIEWS).content.decode()

    assert "about:complaint" in page
    assert "Of quality" not in page
    assert "Ana&#x27;s" not in page


def test_keeps_a_question():
    agent = signed_in()

    assert 'value="tag:panel"' in agent.get(f"{VIEWS}/new?q=tag:panel").content.decode()
    answer = agent.post(f"{VIEWS}/new", FORM)

    made = SavedView.objects.get()
    assert answer.headers["Location"] == VIEWS
    assert (made.name, made.query) == ("Late", "status:open sla:<1h")
    assert made.owner is not None


def test_managers_keep_them_for_all_or_a_team():
    manager, team = signed_in("manager"), make_team("quality")

    manager.post(f"{VIEWS}/new", FORM | {"whose": "everybody"})
    manager.post(f"{VIEWS}/new", FORM | {"whose": f"team:{team.pk}"})

    assert [(each.owner, each.team) for each in SavedView.objects.order_by("pk")] == [
        (None, None),
        (None, team),
    ]


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"query": ""}, {"query": "created:someday"}, {"whose": "everybody"}]
)
def test_shows_what_is_wrong(wrong):
    answer = signed_in().post(f"{VIEWS}/new", FORM | wrong, headers=HTMX)

    assert answer.status_code == 422
    assert not SavedView.objects.exists()


def test_everybodys_is_changed_by_managers_only():
    shared = view()

    assert signed_in().post(f"{VIEWS}/{shared.pk}", FORM).status_code == 409
    shared.refresh_from_db()
    assert shared.name == "Complaints"

    manager = signed_in("manager", name="Ana")
    manager.post(f"{VIEWS}/{shared.pk}", FORM | {"whose": "everybody"})
    shared.refresh_from_db()
    assert (shared.name, shared.owner) == ("Late", None)
    manager.post(f"{VIEWS}/{shared.pk}/remove")
    assert not SavedView.objects.exists()


def test_a_view_has_its_name_in_the_language_of_the_reader():
    told = {"name_zh_hans": "投诉", "whose": "everybody", "query": "about:complaint"}
    manager = signed_in("manager", name="Ana")
    manager.post(f"{VIEWS}/new", {"name": "Complaints", **told})
    made = SavedView.objects.get()

    reader = signed_in(name="Wen", language="zh-hans")

    assert made.names == {"zh-hans": "投诉"}
    assert 'value="投诉"' in manager.get(f"{VIEWS}/{made.pk}").content.decode()
    for address in (VIEWS, "/inbox?q=about:complaint"):
        assert "投诉" in reader.get(address).content.decode()
        assert "Complaints" in manager.get(address).content.decode()


def test_a_view_that_is_called_otherwise_has_no_old_names():
    kept = view(names={"fil": "Mga reklamo"})

    manager = signed_in("manager")
    manager.post(f"/inbox/views/{kept.pk}/rename", {"name": "Complaints"}, headers=HTMX)
    kept.refresh_from_db()
    assert kept.name_in("fil") == "Mga reklamo"

    manager.post(f"/inbox/views/{kept.pk}/rename", {"name": "Very important"}, headers=HTMX)
    kept.refresh_from_db()
    assert kept.name_in("fil") == "Very important"


def test_moves_a_view():
    first, second = view("Complaints"), view("Late")
    manager = signed_in("manager")

    answer = manager.post(f"{VIEWS}/{second.pk}/move", {"where": "earlier"}, headers=HTMX)

    page = answer.content.decode()
    assert page.index("Late") < page.index("Complaints")
    assert list(SavedView.objects.order_by("position")) == [second, first]


def test_is_not_there_for_others():
    anas = view(actor=make_agent("Ana"), shared=False)

    assert signed_in().get(f"{VIEWS}/{anas.pk}").status_code == 404
