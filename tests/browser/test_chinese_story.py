"""
E1, A2, A11, in Chinese and through the browser: from a registration to a guarantee understood.

A household registers its television, writes a mail, is told who pays and by which article, and
reads its guarantee on its own page.
"""

import re
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import expect
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.people.jobs import send_mail_of_the_system
from aftercare.base.people.tests.make import make_team, make_user
from aftercare.domain.cases.operations.work import assign_case
from aftercare.domain.cases.tests.make import make_case
from aftercare.domain.catalog.tests.make import make_item
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.operations.sending import begin_sending, note_sent
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("files_of_server")
SERIAL = "AX55-2519-B0042"
ADDRESS = "lina@qq.example"
RECEIPT = {"name": "fapiao.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def mei(transactional_db):
    make_user("Pat", roles=["administrator"])
    make_channel()
    make_channel(code="form", kind="web_form", name="客服", address="form@northwell.example")
    make_item("AX55", name="AX-5500 电视机", item_class="television.lcd", audience="customer")
    make_unit(SERIAL)
    return make_user(
        "陈美玲",
        email="mei@northwell.example",
        handle="mei",
        roles=["agent", "manager"],
        teams=[make_team("service")],
        language="zh-hans",
        max_open=0,
    )


def register(page, bought):
    expect(page.locator("[name=country]")).to_have_value("CN")
    page.get_by_label("序列号").fill(SERIAL)
    page.get_by_label("购买日期").fill(bought.isoformat())
    page.get_by_label("您在哪里购买的").fill("武汉北岸商场")
    page.locator("input[type=file]").set_input_files([RECEIPT])
    page.get_by_label("您的姓名").fill("李娜")
    page.get_by_label("电子邮件").fill(ADDRESS)
    page.get_by_label("我同意").check()
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", name="谢谢")).to_be_visible()


def write_a_mail(at):
    text = f"电视机突然黑屏，指示灯还亮着。序列号 {SERIAL}。"
    case = make_case(
        at=at,
        peer=ADDRESS,
        sender_name="李娜",
        subject="电视黑屏",
        text=text,
        reply_text=text,
        language="zh-hans",
    )
    assign_case(case, team=make_team("service"), assignee=None, actor=SYSTEM, at=at)
    return case


def ask_who_pays(page, bought):
    page.get_by_role("button", name=f"{SERIAL} 属于").click()
    page.locator(".number-confirmed").wait_for()
    page.get_by_role("link", name="判定").click()
    expect(page.locator("[name=sold_on]")).to_have_value(bought.isoformat())
    page.get_by_label("发票日期").fill(bought.isoformat())
    page.get_by_label("故障情况").select_option("performance")
    page.get_by_label("原因").first.select_option("defect")
    page.get_by_label("以上为全部").check()
    page.get_by_role("button", name="判定").click()
    expect(page.get_by_role("alert")).to_be_visible()  # nothing is guessed
    page.locator("[name=proof][value=invoice]").check()
    page.locator("[name=proof][value=card]").check()
    for name, value in (("sale", "shop"), ("installation_agreed", "no")):
        page.locator(f"[name={name}]").select_option(value)
    page.get_by_role("button", name="判定").click()
    expect(page.locator(".verdict-green")).to_be_visible()
    expect(page.locator(".reasons").first).to_contain_text("第")  # of an article


def tell(page, at):
    letter = page.get_by_label("给客户的文字")
    expect(letter).to_have_value(re.compile("修理"))
    letter.fill("李女士您好：\n\n" + letter.input_value())
    page.get_by_role("button", name="插入回复").click()
    page.get_by_role("button", name="发送", exact=True).click()
    page.locator(".message-out").get_by_text("李女士您好").wait_for()
    message = Message.objects.get(direction="out")
    assert begin_sending(message, actor=SYSTEM, at=at)
    message.refresh_from_db()
    note_sent(message, actor=SYSTEM, at=at)


def come_in(page):
    page.get_by_label("电子邮件").fill(ADDRESS)
    page.get_by_role("button", name="发送验证码").click()
    page.get_by_role("heading", name="输入验证码").wait_for()
    for job in ProcrastinateJob.objects.filter(task_name="people.send_mail"):
        send_mail_of_the_system.func(**job.args)
    code = re.search(r"^[A-Z0-9-]{6,}$", mail.outbox[-1].body, re.MULTILINE)[0]
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="登录").click()


def test_a_household_learns_who_pays_and_until_when(mei, page_of_nobody, page_as, axe):
    now = clock.now()
    bought = (now - timedelta(days=100)).date()
    register(page_of_nobody("/register/?i=AX55", locale="zh-CN"), bought)
    case = write_a_mail(now)

    desk = page_as(mei, f"/cases/{case.code}")
    ask_who_pays(desk, bought)
    tell(desk, now + timedelta(minutes=1))

    phone = page_of_nobody("/account/login/code/", locale="zh-CN", viewport=PHONE)
    come_in(phone)
    phone.get_by_role("link", name="AX-5500 电视机").click()
    year = bought.replace(year=bought.year + 1)
    expect(phone.get_by_role("heading", level=1)).to_contain_text(
        f"保修期至 {year.year}年{year.month}月{year.day}日"
    )
    axe(phone)
    phone.get_by_role("link", name="电视黑屏").click()
    expect(phone.get_by_role("log")).to_contain_text("李女士您好")
