"""The frame of all pages, with every component on it, as a browser shows it."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from aftercare.base.journal.steps import announce
from aftercare.base.people.events import PersonChanged
from aftercare.base.people.models import Role
from aftercare.base.people.permissions import PeoplePermission
from aftercare.base.people.tests.make import make_user
from aftercare.interfaces.ui.permissions import UiPermission
from aftercare.kit.actors import SYSTEM
from tests.browser.conftest import running_server
from tests.browser.patience import new_page, open_and_listen

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def make_tester(name):
    user = make_user(name, time_zone="Asia/Manila")
    permissions = [UiPermission.STYLE_GUIDE, PeoplePermission.VIEW]
    role, _ = Role.objects.get_or_create(
        code="tester", defaults={"name": "Tester", "permissions": permissions}
    )
    user.roles.add(role)
    return user


@pytest.fixture
def liza(transactional_db):
    return make_tester("Liza Dizon")


def test_everybody_can_use_every_component(liza, page_as, axe, shots):
    page = page_as(liza, "/styleguide")

    shots(page, "styleguide")

    axe(page, frame=True)


def test_everybody_can_use_it_on_a_phone(liza, page_as, axe):
    page = page_as(liza, "/styleguide", viewport={"width": 390, "height": 844}, has_touch=True)

    axe(page, frame=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_an_error_is_told_to_everybody(page_of_nobody, axe, shots):
    page = page_of_nobody("/nothing-here")

    shots(page, "not_found")

    assert page.get_by_role("heading", name="There is nothing here").is_visible()
    axe(page)


def test_what_happens_is_seen_without_a_reload_and_what_is_half_written_stays(liza, page_as):
    page = page_as(liza)
    open_and_listen(page, "/styleguide")
    clock = page.locator("#live-sample time")
    page.get_by_label("Message", exact=True).fill("Half an ans")
    before = clock.get_attribute("datetime")

    announce(PersonChanged(user_id=liza.pk, changed=("name",)), actor=SYSTEM, at=NOW)

    page.locator(f"#live-sample time:not([datetime='{before}'])").wait_for()
    assert page.get_by_label("Message", exact=True).input_value() == "Half an ans"


def test_a_draft_survives_a_reload(liza, page_as):
    page = page_as(liza, "/styleguide")
    page.get_by_label("Message", exact=True).press_sequentially("Dear Marisol")

    page.reload()

    assert page.get_by_label("Message", exact=True).input_value() == "Dear Marisol"


def test_the_palette_opens_by_key_finds_and_goes(liza, page_as, axe, monkeypatch):
    page = page_as(liza, "/styleguide")

    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search or run").press_sequentially("style")

    option = page.get_by_role("option", name="Style guide")
    expect(option).to_have_attribute("aria-selected", "true")
    axe(page)
    with new_page(page):
        page.keyboard.press("Enter")


def test_the_palette_says_when_there_is_nothing(liza, page_as):
    page = page_as(liza, "/styleguide")

    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search or run").fill("zzz")

    page.get_by_text("Nothing found for “zzz”.").wait_for()


def test_keys_are_listed_and_can_be_switched_off(liza, page_as, axe):
    page = page_as(liza, "/styleguide")

    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard")
    keys.get_by_text("Open a dialog").wait_for()
    axe(page)
    with new_page(page):
        keys.get_by_role("button", name="Switch keys of one letter off").click()
    page.keyboard.press("h")

    assert not page.get_by_role("dialog", name="Snooze").is_visible()
    liza.refresh_from_db()
    assert liza.shortcuts is False


def test_a_key_rests_while_somebody_types(liza, page_as):
    page = page_as(liza, "/styleguide")

    page.get_by_label("Message", exact=True).press_sequentially("hhh")
    assert not page.get_by_role("dialog", name="Snooze").is_visible()

    page.locator("#main").focus()
    page.keyboard.press("h")
    page.get_by_role("dialog", name="Snooze").wait_for()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog", name="Snooze").is_visible()


def test_brightness_is_chosen_in_the_menu_and_kept(liza, page_as):
    page = page_as(liza, "/styleguide")

    page.get_by_role("button", name="Your settings").click()
    with new_page(page):
        page.get_by_role("button", name="Dark").click()

    expect(page.locator("html[data-bs-theme=dark][data-theme=dark]")).to_have_count(1)
    liza.refresh_from_db()
    assert liza.theme == "dark"


def test_the_brightness_of_the_device_counts_if_nothing_is_chosen(page_of_nobody):
    page = page_of_nobody("/nothing-here", color_scheme="dark")

    assert page.locator("html[data-bs-theme=dark]").count() == 1


def test_a_name_is_put_into_a_text_by_a_few_letters(liza, page_as):
    page = page_as(liza, "/styleguide")
    message = page.get_by_label("Message", exact=True)

    message.press_sequentially("Ask @jo")
    expect(page.locator(".text-sources [role=option]")).to_have_text(["Jonas Lindqvist"])
    page.keyboard.press("Enter")

    assert message.input_value() == "Ask @Jonas Lindqvist "


def test_the_tablet_keeps_the_way_to_the_settings(liza, page_as):
    page = page_as(liza, "/styleguide", viewport={"width": 1024, "height": 768})

    page.get_by_role("button", name="Your settings").click()

    assert page.get_by_role("button", name="Dark").is_visible()


@pytest.mark.parametrize(("width", "side"), [(834, 56), (1024, 208)])
def test_a_tablet_held_upright_leaves_its_room_to_the_page(liza, page_as, width, side):
    page = page_as(liza, "/profile", viewport={"width": width, "height": 1112})
    words = page.locator("#side .nav-item .wide").first

    expect(page.locator("#side")).to_have_css("width", f"{side}px")
    expect(words).to_be_visible(visible=side > 56)
    expect(page.get_by_role("link", name="Settings", exact=True)).to_be_visible()


def test_a_phone_shows_one_pane_and_leads_back(liza, page_as):
    page = page_as(liza, "/styleguide", viewport={"width": 390, "height": 844})
    heading = page.get_by_role("heading", name="Every component once")

    page.get_by_role("link", name="Back").first.click()
    assert not heading.is_visible()
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("button", name="Your settings").click()

    assert page.get_by_role("button", name="Dark").is_visible()


def test_without_a_server_it_says_so_and_hears_again_afterwards(liza, page_as, tmp_path):
    with running_server(tmp_path) as url:
        page = page_as(liza)
        open_and_listen(page, f"{url}/styleguide")

    page.get_by_text("Connection lost.").wait_for()
    with running_server(tmp_path, int(url.rpartition(":")[2])):
        page.get_by_text("Connection lost.").wait_for(state="hidden")
        page.goto("about:blank")


def test_a_dialog_from_the_server_opens_when_it_has_come(liza, page_as):
    page = page_as(liza, "/styleguide")

    page.get_by_role("button", name="Ask the server for a dialog").click()
    page.locator("#modal time").wait_for()
    page.keyboard.press("Escape")

    expect(page.locator("#modal time")).to_have_count(0)
