"""
What every channel has to pass, whatever it is. Its capabilities decide what applies to it.

A new channel needs an adapter, a driver in `drivers`, and nothing in `conversations`.
"""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from aftercare.base.journal.models import Entry
from aftercare.domain.conversations.jobs import fetch_file
from aftercare.domain.conversations.models import AwaitedFile, Message, MessageFile
from aftercare.domain.conversations.models import Thread as Conversation
from aftercare.domain.customers.models import Contact
from aftercare.interfaces.gateways.tests.drivers import DRIVERS
from aftercare.interfaces.gateways.tests.messenger import Messenger
from aftercare.interfaces.gateways.tests.talking import hear, set_up, take_in
from aftercare.kit import clock

SCRIPTS = [
    "Hello, Manila",
    "您好，屏幕竖线",
    "您好，螢幕直線",
    "Kumusta po, sira ang screen 👨‍👩‍👧",
]


@pytest.fixture(params=DRIVERS, ids=[each.kind for each in DRIVERS])
def driver(request):
    return request.param()


def test_what_comes_twice_is_one_message(db, driver):
    account, raw = set_up(driver), driver.message()

    for name in ("a", "a", "b"):  # the same push, and the same message in another
        take_in(account, raw, name=name)

    assert Message.objects.count() == 1
    assert Entry.objects.filter(event="conversations.message_received").count() == 1


def test_devices_that_know_but_one_name_lose_nothing(db, driver):
    account = set_up(driver)

    take_in(account, driver.message("Paper jam", name=7))
    take_in(account, driver.message("Toner low", name=7))

    expected = 1 if driver.capabilities.names_are_unique else 2
    assert Message.objects.count() == expected


def test_many_first_messages_at_once_are_of_one_person(transactional_db, driver):
    account = set_up(driver)
    together, number = Barrier(20), range(20)
    raws = [driver.message(f"Message {each}") for each in number]

    def arrive(raw):
        together.wait()
        take_in(account, raw)
        connection.close()

    threads = [Thread(target=arrive, args=[raw]) for raw in raws]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Message.objects.count(), Contact.objects.count()) == (20, 1)
    assert Conversation.objects.count() == (20 if driver.capabilities.subject else 1)


@pytest.mark.parametrize("text", SCRIPTS)
def test_all_scripts_arrive_as_they_were_written(db, driver, text):
    assert hear(set_up(driver), driver, text).text == text


@pytest.mark.parametrize(
    "date", ["Tue, 1 Jan 2036 00:00:00 +0000", "Mon, 1 Jan 1990 00:00:00 +0000"]
)
def test_a_wrong_clock_elsewhere_changes_nothing(db, driver, date):
    account, now = set_up(driver), clock.now()

    take_in(account, driver.message(date=date), at=now)

    assert Message.objects.get().at == now


def test_bytes_without_sense_go_aside_and_the_next_comes_through(db, driver):
    account = set_up(driver)
    envelope = take_in(account, b"\x00\xff{[not at all", name="odd")
    after = hear(account, driver, "Still here")

    envelope.refresh_from_db()
    assert envelope.status in {"aside", "handled"}
    with envelope.raw.open() as raw:
        assert raw.read() == b"\x00\xff{[not at all"
    assert after.text == "Still here"


def test_a_file_comes_with_its_name(db, driver):
    Messenger.media["维修.png"] = b"\x89PNG\r\n\x1a\n"
    account = set_up(driver)

    message = hear(account, driver, file="维修.png")
    for awaited in AwaitedFile.objects.all():
        fetch_file.func(awaited_file_id=awaited.pk)

    assert MessageFile.objects.get(message=message).name == "维修.png"


def test_what_a_channel_says_it_can_is_true(driver):
    can = driver.capabilities

    assert can.states <= {"sent", "delivered", "read", "played", "failed", "bounced"}
    assert all(window.lasts > timedelta(0) for window in can.windows)
    assert all(media.largest > 0 for media in can.media.values())
    assert hasattr(driver.adapter, "verify") is can.is_signed
    assert hasattr(driver.adapter, "fetch") is (can.media_lasts is not None)
