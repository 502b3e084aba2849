import tracemalloc
from io import BytesIO

import pytest
from asgiref.sync import async_to_sync
from django.core.files.storage import storages
from django.urls import reverse
from PIL import Image

from aftercare.base.files.tests.make import make_link, make_photo
from aftercare.base.people.tests.make import make_team, make_user

PAGE = b"<html><script>alert(document.cookie)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.fixture
def liza(client, db):
    user = make_user(teams=[make_team()])
    client.force_login(user)
    return user


def linked(user, content=b"log", **given):
    return make_link(content, readers=[f"user:{user.pk}"], **given)


def get(client, link, name="file", **headers):
    response = client.get(reverse(f"workspace:{name}", args=[link.pk]), headers=headers)
    response.sent = response.getvalue()
    return response


def test_a_reader_gets_the_file(client, liza):
    response = get(client, linked(liza))

    assert response.sent == b"log"
    assert response["Content-Length"] == "3"
    assert response["Content-Disposition"] == 'attachment; filename="uart.log"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].endswith("sandbox")
    assert response["Cache-Control"] == "private, no-cache"


def test_a_team_reads_what_is_open_to_it(client, liza):
    team = liza.memberships.get().team_id

    assert get(client, make_link(readers=[f"team:{team}"])).status_code == 200


def test_for_all_others_it_is_not_there(client, liza):
    closed = make_link(make_photo(), readers=["user:999999"])

    for name in ("file", "file-thumbnail"):
        assert get(client, closed, name).status_code == 404
        closed.pk += 1
        assert get(client, closed, name).status_code == 404
        closed.pk -= 1


def test_nobody_is_asked_to_sign_in(client, liza):
    link = linked(liza)
    client.logout()

    for name in ("file", "file-thumbnail"):
        response = get(client, link, name)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("content", "kind"), [(make_photo(), "image/jpeg"), (b"%PDF-1.7 \n%%EOF", "application/pdf")]
)
def test_pictures_and_documents_are_shown_in_place(client, liza, content, kind):
    response = get(client, linked(liza, content, name="seen.bin"))

    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == 'inline; filename="seen.bin"'


@pytest.mark.parametrize("content", [PAGE, SVG, b"GIF87a" + PAGE])
@pytest.mark.parametrize("name", ["photo.png", "report.pdf", "page.html"])
def test_a_name_that_lies_makes_no_page_of_it(client, liza, content, name):
    response = get(client, linked(liza, content, name=name))

    assert response["Content-Type"] in {"application/octet-stream", "image/gif"}
    assert response["Content-Security-Policy"].endswith("sandbox")


def test_a_name_with_tricks_breaks_no_header(client, liza):
    response = get(client, linked(liza, name='../../報告 "x"\r\nSet-Cookie: a=b.pdf'))

    assert "Set-Cookie" not in response
    assert "\n" not in response["Content-Disposition"]
    assert ".." not in response["Content-Disposition"]


def test_what_the_browser_has_is_not_sent_again(client, liza):
    link = linked(liza)
    tag = get(client, link)["ETag"]

    assert get(client, link, **{"If-None-Match": tag}).status_code == 304
    link.readers = []
    link.save()
    assert get(client, link, **{"If-None-Match": tag}).status_code == 404


def test_a_picture_is_shown_small(client, liza):
    response = get(client, linked(liza, make_photo(size=(1600, 1200))), "file-thumbnail")

    assert response["Content-Type"] == "image/webp"
    with Image.open(BytesIO(response.content)) as image:
        assert image.size == (360, 480)
    assert get(client, linked(liza), "file-thumbnail").status_code == 404


def test_content_that_was_lost_is_not_there(client, liza):
    link = linked(liza, make_photo())
    storages["files"].delete(link.file.path)

    for name in ("file", "file-thumbnail"):
        assert get(client, link, name).status_code == 404


def test_it_costs_few_queries(client, liza, django_assert_num_queries):
    link = linked(liza)

    with django_assert_num_queries(4):  # session, user, what they may, the file
        get(client, link)


def test_the_server_sends_a_large_file_in_pieces(async_client, db):
    user = make_user()
    async_client.force_login(user)
    link = linked(user, b"\x01" * (50 * 2**20))

    async def fetch():
        response = await async_client.get(reverse("workspace:file", args=[link.pk]))
        tracemalloc.start()
        size = 0
        async for piece in response.streaming_content:
            size += len(piece)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return size, peak

    size, peak = async_to_sync(fetch)()

    assert size == 50 * 2**20
    assert peak < 2 * 2**20
