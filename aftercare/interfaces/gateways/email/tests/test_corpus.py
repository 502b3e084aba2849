"""Whatever the world sends is read without a crash, and as well as it can be."""

import json
import random

import pytest

from aftercare.interfaces.gateways.email.reading.mail import read_mail
from aftercare.interfaces.gateways.email.reading.show import as_data, show_mail
from aftercare.interfaces.gateways.email.tests.corpus import AUTOMATIC, BOUNCES, CORPUS

CHANGES = 600
SMALL = 20_000


@pytest.mark.parametrize(
    ("raw", "meant"), [each[1:] for each in CORPUS], ids=[e[0] for e in CORPUS]
)
def test_the_worst_mail_of_the_world_is_read(raw, meant):
    mail = read_mail(raw)
    found = {
        **vars(mail),
        "files": [file.name for file in mail.files],
        "contents": [file.content for file in mail.files],
        "sender": mail.sender.address if mail.sender else "",
        "problems": sorted(mail.problems),
    }

    assert {name: found[name] for name in meant} == meant
    assert not any(each.startswith("unreadable") for each in mail.problems)
    json.dumps(as_data(mail)).encode()


def test_there_are_many_kinds_of_bad_mail():
    assert len({name for name, _raw, _meant in CORPUS}) >= 150


@pytest.mark.parametrize(("subject", "auto"), AUTOMATIC)
def test_machines_that_answer_are_known_in_many_languages(subject, auto):
    raw = f"From: jo@h.example\r\nSubject: {subject}\r\n\r\nI am away.".encode()

    assert read_mail(raw).auto == auto


@pytest.mark.parametrize(("raw", "recipient", "status"), BOUNCES)
def test_bounces_of_many_systems_are_known(raw, recipient, status):
    mail = read_mail(raw)

    assert (mail.auto, mail.bounce.recipient, mail.bounce.status) == ("bounce", recipient, status)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_changed_in_it_gives_json_fit_for_the_database(seed):
    dice = random.Random(seed)
    small = [raw for _name, raw, _meant in CORPUS if len(raw) < SMALL]
    for _time in range(CHANGES // 4):
        raw = bytearray(dice.choice(small))
        for _change in range(dice.randint(1, 8)):
            place = dice.randint(0, len(raw))
            raw[place : place + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 3))

        text = show_mail(bytes(raw))

        assert "\\u0000" not in text
        text.encode()
        assert not any(each.startswith("unreadable") for each in json.loads(text)["problems"])
