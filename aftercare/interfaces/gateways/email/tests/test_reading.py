import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercare.interfaces.gateways.email.reading.mail import read_mail
from aftercare.interfaces.gateways.email.reading.show import show_mail
from aftercare.interfaces.gateways.email.tests.letters import LIES, NEW, SUBJECTS, mail
from aftercare.interfaces.gateways.email.tests.quotations import KEPT, MARKED, QUOTED, UNSURE


@pytest.mark.parametrize(("client", "language", "tail"), QUOTED, ids=lambda value: str(value)[:16])
def test_the_new_text_is_told_from_the_old(client, language, tail):
    found = read_mail(mail(f"{NEW[language]}\n\n{tail}\n"))

    assert found.reply == NEW[language]
    assert found.text.startswith(NEW[language])
    assert found.reply_is_certain


@pytest.mark.parametrize(("client", "page"), MARKED)
def test_clients_mark_what_they_quote(client, page):
    found = read_mail(mail(page.format(new="It works."), content="text/html"))

    assert found.reply == "It works."
    assert "Old" in found.text or "From:" in found.text


@pytest.mark.parametrize("body", UNSURE)
def test_unsure_shows_everything(body):
    found = read_mail(mail(body))

    assert (found.reply, found.reply_is_certain) == (body, False)
    assert "quote_unsure" in found.problems


@pytest.mark.parametrize("body", KEPT)
def test_what_only_looks_like_a_quotation_stays(body):
    found = read_mail(mail(body))

    assert (found.reply, found.reply_is_certain) == (body, True)


@pytest.mark.parametrize(("label", "used", "text"), LIES)
def test_text_is_read_whatever_its_label_says(label, used, text):
    raw = f"Content-Type: text/plain; charset={label}\r\n\r\n".encode() + text.encode(used)

    assert read_mail(raw).text == text


@pytest.mark.parametrize(("sent", "meant"), SUBJECTS)
def test_subjects_are_read_in_all_their_abuses(sent, meant):
    assert read_mail(f"Subject: {sent}\r\n\r\n".encode()).subject == meant


def test_raw_bytes_in_headers_are_read_by_the_charset_of_the_body():
    raw = (
        "Subject: 屏幕竖线\r\nFrom: 陈丽华 <chen@x.example>\r\n"
        "Content-Type: text/plain; charset=gb2312\r\n\r\n您好"
    ).encode("gb18030")

    found = read_mail(raw)

    assert (found.subject, found.sender.name) == ("屏幕竖线", "陈丽华")


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        ('filename="../../etc/passwd"', "passwd"),
        ('filename="C:\\\\logs\\\\uart.log"', "uart.log"),
        ("filename*=utf-8''%E6%8A%A5%E5%91%8A.pdf", "报告.pdf"),
        ("filename*0*=gb2312''%B1%A8;\r\n filename*1*=%B8%E6.pdf", "报告.pdf"),
        ('filename="=?gb2312?B?sai45g==?=.pdf"', "报告.pdf"),
        ("filename=报告.pdf", "报告.pdf"),
    ],
)
def test_names_of_files_are_read_and_lose_their_paths(parameter, name):
    raw = (
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHi\r\n--b\r\n"
        f"Content-Type: application/pdf\r\nContent-Disposition: attachment; {parameter}\r\n\r\n"
        "%PDF\r\n--b--\r\n"
    ).encode("gb18030")

    (file,) = read_mail(raw).files

    assert (file.name, file.content) == (name, b"%PDF")


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<svg onload=alert(1)></svg>",
    "<style>body{background:url(http://e.example)}</style>",
    "<iframe src='http://e.example'></iframe>",
    "<form action='http://e.example'><input name=p></form>",
    "<div style='position:fixed;top:0'>x</div>",
    "<base href='http://e.example'>",
    "<meta http-equiv=refresh content='0;url=http://e.example'>",
    "<img src='http://e.example/pixel.png'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<img data-remote='javascript:alert(1)' src=\"javascript:alert(1)\">",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_html_of_strangers_is_harmless(attack):
    shown = read_mail(mail(f"<p>Hi</p>{attack}", content="text/html")).html.lower()

    for evil in (
        "<script",
        "onerror",
        'href="javascript',
        "onload",
        "<style",
        "<iframe",
        "<form",
        "style=",
        "<base",
        "<meta",
        " src=",
    ):
        assert evil not in shown


def test_images_wait_for_a_click():
    shown = read_mail(
        mail('<img src="http://e.example/a.png"><img src="cid:logo">', content="text/html")
    ).html

    assert 'data-remote="http://e.example/a.png"' in shown
    assert 'data-cid="logo"' in shown


BOUNCE = (
    b"From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
    b"--b\r\n\r\nI am sorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; jo@new.example\r\n"
    b"Action: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
    b"Message-ID: <ours@northwell.example>\r\nSubject: Re: x\r\n\r\nHello\r\n--b--\r\n"
)
TOLD_IN_WORDS = (
    "From: postmaster@qq.example\r\nSubject: 系统退信/Systems bounce\r\nReturn-Path: <>\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    "很抱歉，您的邮件未能送达 jo@new.example 。550 Mailbox not found\r\n"
).encode()


def test_a_bounce_says_who_was_not_reached_and_which_mail_came_back():
    bounce = read_mail(BOUNCE).bounce

    assert (bounce.recipient, bounce.status, bounce.message_id) == (
        "jo@new.example",
        "5.1.1",
        "<ours@northwell.example>",
    )


def test_a_bounce_told_in_words_is_one_too():
    bounce = read_mail(TOLD_IN_WORDS).bounce

    assert (bounce.recipient, bounce.status) == ("jo@new.example", "550")


@pytest.mark.parametrize(
    ("headers", "auto"),
    [
        ("Auto-Submitted: auto-replied\r\n", "auto_reply"),
        ("X-Autoreply: yes\r\n", "auto_reply"),
        ("Precedence: auto_reply\r\n", "auto_reply"),
        ("Precedence: bulk\r\nList-Id: <news.example>\r\n", "bulk"),
        ("Precedence: bulk\r\n", "none"),
        ("List-Id: <news.example>\r\n", "none"),
        ("Auto-Submitted: no\r\n", "none"),
        ("", "none"),
    ],
)
def test_machines_are_recognised(headers, auto):
    assert read_mail(mail("Hi", more=headers)).auto == auto


def test_a_subject_alone_makes_nobody_a_machine():
    assert read_mail(mail("Hi", subject="Out of office chairs: 3 broken")).auto == "none"


def test_a_forwarded_mail_stays_a_file():
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below\r\n--b\r\n"
        b"Content-Type: message/rfc822\r\n\r\nSubject: Inner\r\n\r\nInner text\r\n--b--\r\n"
    )

    found = read_mail(raw)

    assert found.text == "See below"
    assert b"Inner text" in found.files[0].content


def test_nothing_hidden_reaches_the_database():
    found = read_mail("Subject: a\x00b\r\n\r\nx\x00y\u202ez".encode())

    assert (found.subject, found.text) == ("ab", "xyz")


def test_the_json_has_what_was_promised():
    assert set(json.loads(show_mail(mail("Hi")))) == {
        "message_id",
        "in_reply_to",
        "references",
        "date",
        "from",
        "reply_to",
        "to",
        "cc",
        "subject",
        "text",
        "reply",
        "html",
        "attachments",
        "auto",
        "bounce",
        "problems",
    }


@settings(max_examples=300)
@given(st.binary(max_size=2000))
def test_any_bytes_give_json(raw):
    json.loads(show_mail(raw)).keys()


SEEDS = [BOUNCE, TOLD_IN_WORDS, mail(MARKED[0][1], content="text/html"), mail(QUOTED[3][2])]


@settings(max_examples=300)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 600), st.binary(max_size=6)), min_size=1, max_size=8),
)
def test_any_damage_gives_json(raw, damage):
    for place, replacement in damage:
        raw = raw[:place] + replacement + raw[place + len(replacement) :]

    text = show_mail(raw)

    assert "\\u0000" not in text
    json.loads(text)
    text.encode()


HOSTILE = {
    "headers": b"a: b\n" * 200_000,
    "one header": b"Subject: " + b"=?utf-8?b?QUFB?= " * 100_000 + b"\n\n",
    "addresses": b"To: " + b"a@b.c, " * 100_000 + b"\n\n",
    "boundaries": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 100_000,
    "nested": b"\n".join(
        b"Content-Type: multipart/mixed; boundary=x%d\n\n--x%d" % (each, each)
        for each in range(10_000)
    ),
    "nested tags": b"Content-Type: text/html\n\n" + b"<div>" * 500_000,
    "open tags": b"Content-Type: text/html\n\n" + b"<img src=" * 200_000,
    "introductions": b"Content-Type: text/plain\n\n" + b"On 1 " * 500_000,
    "blocks": b"Content-Type: text/plain\n\n" + b"From: a\n" * 200_000,
    "quotes": b"Content-Type: text/plain\n\n" + b"> a\n" * 500_000,
    "chinese": b"Content-Type: text/plain\n\n" + "在 1 ".encode() * 300_000,
    "ten megabytes": b"Content-Type: text/plain\n\n" + b"x y z\n" * 1_700_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_mail_made_to_cost_time_costs_less_than_a_second(raw):
    started = time.process_time()

    read_mail(raw)

    assert time.process_time() - started < 1
