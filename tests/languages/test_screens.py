"""
Whole screens in Chinese, where whatever is still English shows by its letters.

The data is Chinese too, so that every English word left is one of ours.
"""

import re

import pytest
from django.urls import URLPattern, get_resolver  # noqa: TID251  # every address there is

from aftercare.base.people.models import User
from aftercare.base.people.tests.make import make_team
from aftercare.domain.cases.tests.make import make_agent, make_call, make_case
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.domain.customers.tests.make import make_account, make_contact

HIDDEN = re.compile(
    r"<(script|style|head|svg|kbd|code|time|relative-time)\b.*?</\1>"
    r'|<select[^>]*name="(language|time_zone)".*?</select>'
    r'|<(?P<code>\w+)[^>]*class="[^"]*\bmono\b[^"]*"[^>]*>.*?</(?P=code)>'
    r'|(?<=:</dt>)<dd.*?</dd>|<div class="fields-help">.*?</div>',
    re.DOTALL,
)
"""What is no text, codes, names of languages and cities, and how questions are asked."""
READ = re.compile(r'\s(?:alt|aria-label|placeholder|title|data-late|data-saved)="([^"]*)"')
TAG = re.compile(r"<[^>]*>")
NO_WORDS = re.compile(r"\{\w+\}|\S+@\S+|\S*[:/_]\S*|&\w+;|\b[A-Z]+-[\d-]+\b|\([^)]*[:<][^)]*\)")
WORD = re.compile(r"[A-Za-z]{3,}")
NAMES = {
    *(
        "Aftercare",
        "Filipino",
        "English",
        "JavaScript",
        "PIN",
        "USB",
        "UTC",
        "FORGET",
        "Ctrl",
        "CSV",
        "PDF",
        "JSON",
        "ISO",
    ),
    *("min", "IMAP", "SMTP", "TLS", "STARTTLS", "OAuth", "Microsoft", "Google", "Workspace"),
    *("Northwell", "Service", "support", "Reyes", "example", "harborline", "MANILA"),
    *("DataMatrix", "Code", "code", "EasyPost", "easypost", "com", "RETURNS"),
    *("bga", "rework", "CSV", "Excel", "PCN", "EOL", "television", "lcd", "ppm", "bit", "USD"),
}
"""What is called the same in Chinese; our names; what examples are made of."""
NO_SCREENS = re.compile(r"styleguide|live|health|api/|logout|\.ics|export|audit")
"""What programs read, samples, and the journal with its codes."""


def addresses(patterns=None, before=""):
    """Return the address of every page that needs no number."""
    for pattern in patterns or get_resolver().url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if "<" not in route and "^" not in route and not NO_SCREENS.search(route):
                yield "/" + route
        elif "<" not in route:
            yield from addresses(pattern.url_patterns, route)


def english_in(html):
    html = HIDDEN.sub(" ", html)
    said = " ".join([TAG.sub(" ", html), *READ.findall(html)])
    return sorted(set(WORD.findall(NO_WORDS.sub(" ", said))) - NAMES)


@pytest.fixture
def manager(client, db):
    make_case(
        subject="反复重启", text="机器反复重启", reply_text="机器反复重启", sender_name="孙晓雯"
    )
    make_call(subject="三台等料")
    make_contact("林雪梅", account=make_account("恒达线路板有限公司", language="zh-hans"))
    make_channel(code="form", kind="web_form", name="客服", address="form@northwell.example")
    make_team("service", name="客服组")
    agent = make_agent("陈美玲", roles=("manager", "administrator"), email="chen@northwell.example")
    user = User.objects.get(pk=agent.id)
    User.objects.update(language="zh-hans")
    client.force_login(user)
    return client


def test_no_screen_shows_english_to_who_reads_chinese(manager):
    english = {}
    for address in addresses():
        response = manager.get(address)
        kind = response.headers.get("Content-Type", "")
        if response.status_code == 200 and kind.startswith("text/html"):
            english[address] = english_in(response.content.decode())

    assert {address: words for address, words in english.items() if words} == {}
    assert len(english) > 15
