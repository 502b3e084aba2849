"""
A real browser before the real server.

`page_as(user)` opens a page signed in as somebody, `page_of_nobody()` one for anybody,
`axe(page)` proves that everybody can use it, `shots(page, name)` takes the pictures.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.chromium import FLAGS, find_chromium

ROOT = Path(__file__).parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
ASSETS = ROOT / "aftercare" / "interfaces" / "ui" / "static" / "vendor" / "manifest.json"
PICTURES = ROOT / "test-results"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLORS = ["color-contrast", "link-in-text-block"]
"""All that can differ where only the colors do."""
AT_ONE_PAGE = 25
"""Screens after which a page has become slow of all it remembers of axe."""
FRAME = ["#side", ".tabbar"]
"""What every page of the workspace has, and a third of all there is to look at."""
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
EXPECTED = (
    "status of 4",
    "Failed to fetch",
    "ERR_CONNECTION_REFUSED",
    "ERR_INCOMPLETE_CHUNKED_ENCODING",
    "htmx:sse:error",
)
"""What tests provoke on purpose: refusals, and a server that is gone."""

# A busy machine may take its time; how fast pages are is measured in bench/.
expect.set_options(timeout=20_000)
CHANGE_LANGUAGE = """language => fetch("/preferences", {
    method: "POST",
    headers: JSON.parse(document.body.getAttribute("hx-headers:inherited")),
    body: new URLSearchParams({ language }),
    redirect: "manual",
})"""


# Not for the whole session: while Playwright runs, no other test could start a loop of its own.
@pytest.fixture(scope="module")
def browser(allow_database_beside_playwright) -> Iterator[Browser]:
    """A Chromium, or a skipped test that says what is missing."""
    with launched() as chromium:
        yield chromium


@contextmanager
def launched(*more: str) -> Iterator[Browser]:
    """Run a Chromium for as long as it is needed, with flags of the test's own."""
    path = find_chromium()
    if path is None:
        pytest.skip("No Chromium here, and it cannot be installed: apt-get install chromium")
    if not ASSETS.exists() or not AXE.exists():
        pytest.skip("The assets are not built: make assets")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=[*FLAGS, *more])


@pytest.fixture(scope="module")
def allow_database_beside_playwright() -> Iterator[None]:
    # Playwright runs a loop in this thread; Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """The folder of our server."""
    return Path(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def server(django_db_setup, home) -> Iterator[str]:
    """The address of our server, on the database of the tests."""
    with running_server(home=home) as url:
        yield url


@pytest.fixture
def files_of_server(settings, home) -> None:
    """Look for stored files where our server keeps them."""
    files = {"BACKEND": "aftercare.project.storage.Folder", "OPTIONS": {"location": home / "files"}}
    settings.STORAGES = settings.STORAGES | {"files": files}


@contextmanager
def running_server(home: Path, port: int = 0) -> Iterator[str]:
    """Run the web server for as long as it is needed."""
    port = port or free_port()
    log = (home / "web.log").open("w")
    web = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws"),
            *("--host", "127.0.0.1", "--port", str(port), "--workers-kill-timeout", "2"),
            "aftercare.project.asgi:application",
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url_of_test_database(),
            "SECRET_KEY": settings.SECRET_KEY,
            "AFTERCARE_HOME": str(home),
            "AFTERCARE_INSECURE": "1",
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _await_answer(url, web, Path(log.name))
        yield url
    finally:
        web.terminate()
        web.wait(10)
        log.close()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def url_of_test_database() -> str:
    known = connection.settings_dict
    options = "&".join(
        f"{name}={quote(str(value), safe='')}"
        for name, value in {"host": known["HOST"], **known["OPTIONS"]}.items()
        if isinstance(value, str) and value
    )
    user, password = (quote(str(known[part]), safe="") for part in ("USER", "PASSWORD"))
    port = f"localhost:{known['PORT']}" if known["PORT"] else ""
    return f"postgresql://{user}:{password}@{port}/{known['NAME']}?{options}"


def _await_answer(url: str, web: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if web.poll() is not None:
            break
        try:
            httpx.get(url + "/static/ui/icon.svg", timeout=2)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")


@pytest.fixture
def open_page(browser, server, transactional_db) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of its own; errors in it fail the test."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_it(path: str = "", *, cookies: dict[str, str] | None = None, **wishes: object) -> Page:
        usual = {"viewport": DESK, "locale": "en-US", "base_url": server}
        context = browser.new_context(**usual | wishes)
        contexts.append(context)
        context.add_cookies(
            [
                {"name": name, "value": value, "url": server}
                for name, value in (cookies or {}).items()
            ]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: said.type == "error" and troubles.append(said.text))
        if path:
            page.goto(path)
        return page

    yield open_it
    for context in contexts:
        for page in context.pages:
            page.goto("about:blank")  # closing in the middle of a navigation would hang
        context.close()
    serious = [each for each in troubles if not any(known in each for known in EXPECTED)]
    assert serious == [], "The browser complained"


@pytest.fixture
def page_of_nobody(open_page) -> Callable[..., Page]:
    """Return a function that opens a page for anybody."""
    return open_page


@pytest.fixture
def page_as(open_page) -> Callable[..., Page]:
    """Return a function that opens a page signed in as a user."""

    def open_as(user: object, path: str = "", **wishes: object) -> Page:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        return open_page(path, cookies={name: client.cookies[name].value}, **wishes)

    return open_as


@pytest.fixture
def axe() -> Callable[..., None]:
    """
    Return a function that fails if axe finds anything wrong, in light or in dark.

    The navigation around every page is looked at where `frame` asks for it.
    """

    def check(page: Page, *, frame: bool = False) -> None:
        # What waits for its answer is pale.
        expect(page.locator(".htmx-request")).to_have_count(0)
        # Evaluated over the debugger, so the policy of the page does not stand in its way.
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(AXE.read_text() + ";0")
        asked = [["dark", COLORS], ["light", RULES]]
        found = page.evaluate(f"({LOOK})({PAINT})", [asked, [] if frame else FRAME])
        words = [_in_words(theme, each) for theme, wrong in found for each in wrong]
        assert not words, "\n".join(words)

    return check


# To load all style sheets once more takes longest, and no rule of ours reads them.
LOOK = """paint => async ([asked, without]) => {
    const found = [];
    for (const [theme, rules] of asked) {
        await paint(theme);
        const looked = axe.run({ exclude: without }, {
            runOnly: rules, resultTypes: ["violations"], preload: { assets: ["media"] },
        });
        const late = new Promise((_, fail) =>
            setTimeout(() => fail(new Error("axe came to no end")), 20000));
        found.push([theme, (await Promise.race([looked, late])).violations]);
    }
    return found;
}"""

# Colors fade over; on a busy machine that takes longer than it says.
PAINT = """async theme => {
    document.documentElement.dataset.bsTheme = theme;
    const fading = document.getAnimations().filter(each => each instanceof CSSTransition);
    await Promise.all(fading.map(each => each.finished.catch(() => {})));
}"""


def _paint(page: Page, theme: str) -> None:
    page.evaluate(PAINT, theme)


def _in_words(theme: str, violation: dict) -> str:
    places = [
        f"{node['target'][0]} ({node['any'][0]['message'] if node['any'] else node['html'][:80]})"
        for node in violation["nodes"][:4]
    ]
    return f"{theme}: {violation['id']} × {len(violation['nodes'])}: {json.dumps(places)}"


def _speak(page: Page, language: str) -> None:
    page.evaluate(CHANGE_LANGUAGE, language)
    page.reload()


@pytest.fixture
def everybody_can_use(page_as, page_of_nobody, axe, shots, subtests) -> Callable[..., None]:
    """Return a function that opens screens one after the other and looks at each, by its name."""

    def look(user: object, screens: dict[str, str]) -> None:
        still = {"reduced_motion": "reduce"}
        left = list(screens.items())
        while left:
            page = page_as(user, **still) if user else page_of_nobody(**still)
            page.add_init_script(path=AXE)
            for name, path in left[:AT_ONE_PAGE]:
                with subtests.test(name):
                    page.goto(path)
                    shots(page, name)
                    assert page.locator("h1").count() == 1
                    axe(page)
            del left[:AT_ONE_PAGE]
            page.close()

    return look


@pytest.fixture
def shots(request) -> Callable[[Page, str], None]:
    """Return a function that takes pictures if they are wanted: light, dark, phone, Chinese."""

    def take(page: Page, name: str) -> None:
        if not request.config.getoption("pictures"):
            return
        PICTURES.mkdir(exist_ok=True)
        for theme in ("light", "dark"):
            _paint(page, theme)
            page.screenshot(path=PICTURES / f"{name}_{theme}.png")
        _paint(page, "light")
        page.set_viewport_size(PHONE)
        page.wait_for_timeout(250)
        page.screenshot(path=PICTURES / f"{name}_phone.png")
        page.set_viewport_size(DESK)
        _speak(page, "zh-hans")
        page.screenshot(path=PICTURES / f"{name}_zh.png")
        _speak(page, "en")

    return take
