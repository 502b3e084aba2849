from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.people.jobs import send_mail_of_the_system
from aftercare.base.people.models import Notification
from aftercare.base.people.operations.profiles import edit_profile
from aftercare.base.people.queries import actor_for, people_to_mail
from aftercare.base.people.steps import notify
from aftercare.base.people.tests.make import MONDAY, make_user
from aftercare.domain.cases.tests.make import make_call
from aftercare.interfaces.workspace.jobs import mail_what_was_not_read
from aftercare.interfaces.workspace.notifications.kinds import KINDS
from aftercare.interfaces.workspace.tests.make import client_of
from aftercare.kit.refs import Ref, ref

LIST = "/notifications"


def tell(user, number=1, kind="mentioned", **data):
    said = {"code": f"CS-{number}", "subject": "Boot loop"} | data
    notify(user.pk, kind=kind, about=Ref("case", number), data=said, at=MONDAY)


@pytest.fixture
def liza(db):
    return make_user()


def test_news_stand_together_thing_by_thing(liza):
    tell(liza, 1)
    tell(liza, 2, subject="No picture")
    tell(liza, 1, kind="case_heard_from")
    tell(make_user("Noel"), 3, subject="Secret")

    shown = client_of(liza).get(LIST).content.decode()

    assert shown.count('class="news-thing') == 2
    assert shown.index("Boot loop") < shown.index("No picture")
    assert shown.count("The customer wrote") == 1
    assert "Secret" not in shown


def test_the_list_costs_as_much_for_many_as_for_one(liza, django_assert_max_num_queries):
    client = client_of(liza)
    for number in range(40):
        tell(liza, number)
        tell(liza, number, kind="case_solved")

    with django_assert_max_num_queries(10):
        shown = client.get(LIST).content.decode()

    assert shown.count('class="news-thing') == 25
    assert "before=" in shown
    last = Notification.objects.order_by("-pk")[48].pk
    assert client.get(f"{LIST}?before={last}").content.count(b'class="news-thing') == 15


def test_the_bell_says_how_much_is_unread(liza):
    client = client_of(liza)
    assert b'id="count-workspace-notifications"' in client.get(LIST).content
    assert client.get("/counts?of=me").content.count(b"count-workspace-notifications") == 1
    tell(liza, 1)
    tell(liza, 2)

    assert b">2<" in client.get("/counts?of=me").content


def test_who_follows_a_notification_has_seen_what_there_was_about_the_thing(liza):
    case = make_call()
    tell(liza, case.pk, code=case.code)
    tell(liza, case.pk, kind="case_solved", code=case.code)
    tell(liza, 999)
    notice = Notification.objects.filter(about=str(ref(case))).first()

    answer = client_of(liza).get(f"/notifications/{notice.pk}")

    assert answer.headers["Location"] == reverse("workspace:case", args=[case.code])
    assert Notification.objects.filter(read_at=None).get().about == "case:999"


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_notification_of_somebody_else_is_not_there(liza, method):
    tell(make_user("Noel"))
    path = f"/notifications/{Notification.objects.get().pk}"

    answer = getattr(client_of(liza), method)(path + ("/read" if method == "post" else ""))

    assert answer.status_code == 404
    assert Notification.objects.get().read_at is None


def test_one_thing_is_marked_read_and_the_others_stay(liza):
    tell(liza, 1)
    tell(liza, 2)
    notice = Notification.objects.get(about="case:1")

    fragment = client_of(liza).post(
        f"/notifications/{notice.pk}/read", headers={"HX-Request": "true"}
    )

    assert fragment.content.count(b'class="news-thing') == 1
    assert Notification.objects.get(read_at=None).about == "case:2"


def test_all_is_marked_read_and_stays_under_all(liza):
    tell(liza, 1)
    tell(liza, 2)
    client = client_of(liza)

    assert client.post("/notifications/read").status_code == 302

    assert not Notification.objects.filter(read_at=None).exists()
    assert b"You have seen everything" in client.get(LIST).content
    assert client.get(f"{LIST}?tab=all").content.count(b'class="news-thing') == 2


def test_a_kind_nobody_has_named_is_shown_all_the_same(liza):
    tell(liza, 1, kind="test_of_something_new")

    assert b"Something happened" in client_of(liza).get(LIST).content


def mailed():
    mail_what_was_not_read.func(0)
    for job in ProcrastinateJob.objects.filter(task_name="people.send_mail"):
        send_mail_of_the_system.func(**job.args)
    return mail.outbox


def test_a_mail_says_what_was_not_read_in_the_language_of_who_gets_it(liza, settings):
    settings.PUBLIC_URL = "https://care.example/"
    edit_profile(liza, notices={"mentioned": "mail"}, actor=actor_for(liza), at=MONDAY)
    case = make_call()
    tell(liza, case.pk, code=case.code)

    (sent,) = mailed()

    assert sent.to == [liza.email]
    assert sent.subject == f"You were mentioned: {case.code} Boot loop"
    assert f"https://care.example{reverse('workspace:case', args=[case.code])}\n" in sent.body
    assert "https://care.example/profile/notifications" in sent.body


def test_several_news_come_in_one_mail_and_what_was_read_in_none(liza):
    edit_profile(liza, notices=dict.fromkeys(KINDS, "mail"), actor=actor_for(liza), at=MONDAY)
    for number in (1, 2, 3):
        tell(liza, number)
    client_of(liza).get(f"/notifications/{Notification.objects.get(about='case:3').pk}")

    (sent,) = mailed()

    assert sent.subject == "2 new things in Aftercare"
    assert ("CS-1" in sent.body, "CS-2" in sent.body, "CS-3" in sent.body) == (True, True, False)
    assert not people_to_mail(MONDAY + timedelta(days=900)).exists()
