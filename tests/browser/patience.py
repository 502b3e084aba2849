"""What a test waits for, where the next thing would be done to a page that is still on its way."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect


@contextmanager
def new_page(page: Page) -> Iterator[None]:
    """Wait until another page has taken the place of this one, and is there as a whole."""
    # The event "load" alone would not do: that of the old page may be late.
    page.evaluate("document.documentElement.dataset.old = ''")
    yield
    expect(page.locator("html:not([data-old])")).to_be_attached()
    page.wait_for_load_state()


def open_and_listen(page: Page, path: str) -> None:
    """Open a page and wait until it hears what happens."""
    with page.expect_response("**/live?*"):
        page.goto(path)
