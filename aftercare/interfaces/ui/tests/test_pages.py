import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.test import RequestFactory
from django.urls import include, path

from aftercare.base.people.tests.make import make_user
from aftercare.interfaces.ui.forms import Form
from aftercare.interfaces.ui.pages import page, toast, toast_with_undo, wants_fragment
from aftercare.kit.refusals import NotAllowed, Refused

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class UnitIsElsewhere(Refused):
    pass


def show(request):
    return page(request, "ui/tests/list.html#rows", {"rows": ["CS-1", "CS-2"]})


def refuse(request):
    raise UnitIsElsewhere("The unit is at the bench. Ask for it there.")


class AskForm(Form):
    what = forms.CharField()
    photo = forms.FileField(required=False)


tried = []


def ask(request):
    """Refuse whatever is asked, once the form is right."""
    wish = AskForm(request.GET)
    form = AskForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return render(request, "ui/tests/form.html", {"form": form}, status=422)
    assert wish.is_valid()
    tried.append(form.cleaned_data["what"])
    if "quietly" in request.GET:
        return HttpResponse()
    raise UnitIsElsewhere("It is <elsewhere>. Ask there.")


def tell(request):
    raise UnitIsElsewhere("It is elsewhere.")


def forbid(request):
    request.actor.must("cases.reply")


def lose(request):
    raise Http404


def fail(request):
    raise RuntimeError


def solve(request):
    toast(request, "Seen.")
    toast_with_undo(request, "Solved.", undo="/reopen", case=12)
    return HttpResponse("<p>solved</p>")


urlpatterns = [
    path("", include("aftercare.interfaces.ui.urls")),
    path("account/", include("allauth.urls")),
    path("t/show", show),
    path("t/refuse", refuse),
    path("t/ask", ask),
    path("t/tell", tell),
    path("t/forbid", forbid),
    path("t/lose", lose),
    path("t/fail", fail),
    path("t/solve", solve),
]
handler404 = "aftercare.interfaces.ui.problems.page_not_found"
handler500 = "aftercare.interfaces.ui.problems.server_error"

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def get(client, address, **headers):
    client.raise_request_exception = False
    response = client.get(address, headers=headers)
    return response, response.content.decode()


@pytest.mark.parametrize(
    ("headers", "is_fragment"),
    [
        ({}, False),
        (HTMX, True),
        ({**HTMX, "HX-Request-Type": "full"}, False),
        ({**HTMX, "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_a_fragment_is_wanted_by_htmx_for_a_place_on_the_page(headers, is_fragment):
    assert wants_fragment(RequestFactory().get("/", headers=headers)) is is_fragment


def test_everybody_else_gets_the_whole_page(client):
    response, text = get(client, "/t/show")

    assert response.status_code == 200
    assert text.startswith("<!doctype html>")
    assert "<li>CS-2</li>" in text


def test_htmx_gets_the_fragment_alone(client):
    _response, text = get(client, "/t/show", **HTMX)

    assert text == "<li>CS-1</li><li>CS-2</li>"


def test_a_refusal_says_why(client):
    response, text = get(client, "/t/refuse")

    assert response.status_code == 409
    assert "Ask for it there." in text
    assert text.startswith("<!doctype html>")


def test_a_refusal_leaves_the_screen_of_htmx_alone_and_says_why(client):
    response, text = get(client, "/t/refuse", **HTMX)

    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "#toasts"
    assert "Ask for it there." in text
    assert "<html" not in text


def test_what_is_refused_is_told_above_the_form_which_keeps_what_was_typed(client):
    tried.clear()
    photo = SimpleUploadedFile("label.png", b"png")

    answer = client.post("/t/ask?what=filter", {"what": "my set", "photo": photo})
    text = answer.content.decode()

    assert (answer.status_code, tried) == (409, ["my set"])
    assert "It is &lt;elsewhere&gt;. Ask there." in text
    assert 'value="my set"' in text
    assert "Your files have to be chosen again" in text
    assert client.post("/t/ask?what=filter&quietly=1", {"what": "my set"}).status_code == 200


def test_what_is_refused_of_a_piece_leaves_the_typed_on_the_screen(client):
    answer = client.post("/t/ask?what=filter", {"what": "my set"}, headers=HTMX)

    assert (answer.status_code, answer.headers["HX-Retarget"]) == (409, "#toasts")


def test_where_no_form_can_be_shown_again_the_words_are_handed_back(client):
    sent = {"why": "It came too late", "password": "to be kept", "key": "a1b2"}

    ours = client.post("/t/tell", sent, headers={"Referer": "http://testserver/track/9"})
    from_elsewhere = client.post("/t/tell", sent, headers={"Referer": "https://evil.example/"})

    text = ours.content.decode()
    assert ">It came too late</textarea>" in text
    assert "to be kept" not in text
    assert 'href="/track/9"' in text
    assert "It came too late" not in from_elsewhere.content.decode()


def test_whoever_lacks_a_permission_is_told_which(client):
    make_user("Liza", roles=("administrator",))
    client.force_login(make_user("Ben", roles=("warehouse",)))

    response, text = get(client, "/t/forbid")

    assert response.status_code == 403
    assert "Cases: Answer customers" in text
    assert "ask Liza for it" in text
    assert "cases.reply" not in text


def test_whoever_is_none_of_us_is_told_no_names(client):
    make_user("Liza", roles=("administrator",))

    response, text = get(client, "/t/forbid")

    assert response.status_code == 403
    assert "Liza" not in text
    assert isinstance(NotAllowed(""), Refused)


@pytest.mark.parametrize(("address", "status"), [("/t/lose", 404), ("/t/fail", 500)])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_goes_wrong_is_told_in_words(client, address, status, headers):
    response, text = get(client, address, **headers)

    assert response.status_code == status
    assert ("<!doctype html>" in text) is not bool(headers)
    assert "toast-error" in text or "Go to the start" in text


def test_a_form_without_its_secret_is_told_to_reload(client):
    client.handler.enforce_csrf_checks = True

    response = client.post("/preferences", {"theme": "dark"})

    assert response.status_code == 403
    assert "open for too long" in response.content.decode()


def test_htmx_is_given_the_messages_and_the_way_back(client):
    _response, text = get(client, "/t/solve", **HTMX)

    assert text.startswith("<p>solved</p><hx-partial")
    assert 'hx-target="#toasts"' in text
    assert "Seen." in text
    assert 'action="/reopen"' in text
    assert 'name="case" value="12"' in text


def test_messages_wait_for_the_next_page_if_there_is_none_now(client):
    get(client, "/t/solve")

    _response, text = get(client, "/t/show")

    assert "Solved." in text
    assert "Solved." not in get(client, "/t/show")[1]


def test_whoever_is_signed_out_meanwhile_is_led_to_the_sign_in_and_back(client, settings):
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE,
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ]

    response, _text = get(
        client, "/t/show", **HTMX, **{"HX-Current-URL": "https://desk.example/cases/7?tab=2"}
    )

    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/account/login/?next=%2Fcases%2F7%3Ftab%3D2"
