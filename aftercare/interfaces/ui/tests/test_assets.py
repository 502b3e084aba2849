"""Styles, scripts and pictures are answered for before Django is woken."""

import asyncio

import pytest

from aftercare.interfaces.ui.assets import Assets

HASHED = "app.0123456789ab.css"
STYLE = "body { margin: 0; padding: 0 }"


async def somebody_else(scope, receive, send):
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def collected(settings, tmp_path):
    """Files as `collectstatic` leaves them."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")
    (settings.STATIC_ROOT / HASHED).write_text(STYLE)
    (settings.STATIC_ROOT / f"{HASHED}.br").write_bytes(b"squeezed")
    (tmp_path / "secret").write_text("no")


def ask(path, method="GET", **headers):
    """Return status, headers and body, asked exactly so, as an attacker would."""
    sent = []
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]

    async def note(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": raw}
    asyncio.run(Assets(somebody_else)(scope, None, note))
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(each["body"] for each in sent[1:])


def test_what_is_named_by_its_content_may_be_kept_for_ever(collected):
    status, headers, body = ask(f"/static/{HASHED}")

    assert status == 200
    assert body.decode() == STYLE
    assert headers["content-type"] == 'text/css; charset="utf-8"'
    assert "immutable" in headers["cache-control"]
    assert headers["x-content-type-options"] == "nosniff"


def test_whoever_takes_it_compressed_gets_it_compressed(collected):
    _status, headers, body = ask(f"/static/{HASHED}", accept_encoding="gzip, br")

    assert headers["content-encoding"] == "br"
    assert body == b"squeezed"


def test_what_has_not_changed_is_not_sent_again(collected):
    _status, headers, _body = ask(f"/static/{HASHED}")

    status, _headers, body = ask(f"/static/{HASHED}", if_modified_since=headers["last-modified"])

    assert (status, body) == (304, b"")


@pytest.mark.parametrize("path", ["../secret", "%2e%2e/secret", "/etc/passwd", "nothing", ""])
def test_nothing_else_is_handed_out(collected, path):
    assert ask(f"/static/{path}")[0] == 404


def test_only_reading_is_possible(collected):
    assert ask(f"/static/{HASHED}", "POST")[0] == 405


def test_other_addresses_are_somebody_elses(collected):
    assert ask("/cases")[0] == 418


@pytest.mark.parametrize(
    ("path", "status"),
    [("ui/tokens.css", 200), ("../settings.py", 404), ("../../apps.py", 404), ("ui", 404)],
)
def test_before_anything_is_collected_files_come_from_the_packages(
    settings, tmp_path, path, status
):
    settings.STATIC_ROOT = tmp_path

    assert ask(f"/static/{path}")[0] == status
