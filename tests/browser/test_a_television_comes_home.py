"""
A television is sent in, repaired for money and sent home, in Chinese and by everybody's own screen.

A household writes that it stays dark, sends it in with a number, agrees to a quote by its link, and
has it again with the papers; nobody types anything twice.
"""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from playwright.sync_api import expect

from aftercare.base.people.tests.make import make_team, make_user
from aftercare.base.promises.models import Promise
from aftercare.domain.cases.models import Case
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.operations.fault_codes import save_fault_code
from aftercare.domain.catalog.tests.make import make_item, make_part
from aftercare.domain.conversations.models import Message
from aftercare.domain.conversations.operations.sending import begin_sending, note_sent
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.domain.customers.operations.entering import admit_customer
from aftercare.domain.customers.operations.records import save_address
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.operations.quoting import set_labor_rate
from aftercare.domain.repairs.operations.rules import save_final_test
from aftercare.domain.repairs.states import Point
from aftercare.domain.returns.models import Rma
from aftercare.domain.returns.states import EvidenceKind
from aftercare.domain.returns.tests.make import make_reason
from aftercare.domain.shipping.operations.sites import set_site_address
from aftercare.domain.shipping.tests.make import OURS
from aftercare.domain.stock.tests.make import make_place, make_site, make_stock
from aftercare.domain.units.operations.records import change_owner, note_date
from aftercare.domain.units.states import DateKind, OwnedBy
from aftercare.domain.units.steps import lot_with
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref
from tests.browser.papers import codes_in, fetched, photo, sign, text_of
from tests.browser.patience import new_page

pytestmark = pytest.mark.usefixtures("files_of_server", "transactional_db")
SERIAL = "AX55-2214-B0042"
PARCEL = "SF1402233445566"
PHONE = {"width": 390, "height": 844}
CHINESE = {"language": "zh-hans", "time_zone": "Asia/Shanghai"}
CODES = (
    ("symptom", "S-DARK", "No picture", "无图像"),
    ("fault", "F-LED", "Backlight driver shorted", "背光驱动短路"),
    ("cause", "C-PART", "Component failed", "元件失效"),
    ("action", "A-SWAP", "Component replaced", "更换元件"),
)


def path_of(link):
    """Return where a link leads on the server of the tests, which has another name."""
    return urlsplit(link).path


def workshop(who):
    """Set up what a workshop knows before the first set comes; return the shelf of its parts."""
    site = make_site()
    set_site_address(site, OURS, **who)
    for kind, code, name, chinese in CODES:
        save_fault_code(kind=kind, code=code, name=name, names={"zh-hans": chinese}, **who)
    names = {"zh-hans": "不能正常使用"}
    make_reason(names=names, evidence=[EvidenceKind.SERIAL_LABEL])
    driver = make_part("MP3394", name="背光驱动", revision="B")
    make_part("LM358", name="放大器")
    make_place("SUPPLIER", "supplier")
    with transaction.atomic():
        lot = lot_with(driver, "2519-B", **who)
    shelf = make_stock(driver, 4, to=make_place("A-01"), cost="30", lot_id=lot.pk)
    device = make_item(
        "AX55", name="AX-5500 电视机", item_class="television.lcd", audience="customer"
    )
    save_bom(device, [Part(driver, 1, "U17")], **who)
    volts = Point("12 V 电压", unit="V", low=Decimal("11.7"), high=Decimal("12.3"))
    save_final_test(device, points=[volts, Point("画面", kind="look")], **who)
    set_labor_rate(None, amount=Decimal(120), currency="USD", **who)
    return shelf


def household(bought, who):
    """Return who bought the set and has told us so, with their own way in."""
    make_channel(code="form", kind="web_form", name="客服")
    account = make_account("李娜", kind="household", country="CN", **CHINESE)
    contact = make_contact("李娜", account=account, email="lina@qq.example", language="zh-hans")
    save_address(
        account, None, kind="delivery", lines="中山路 8 号", city="武汉", country="CN", **who
    )
    unit = make_unit(SERIAL)
    change_owner(unit, account=account, contact=contact, how=OwnedBy.BOUGHT, since=bought, **who)
    note_date(unit, kind=DateKind.SOLD, on=bought, **who)
    return admit_customer("lina@qq.example", **who)


def report(phone):
    phone.goto("/my/cases/new")
    phone.locator("[name=unit]").select_option(index=1)
    phone.get_by_label("关于什么？").fill("电视黑屏")
    phone.get_by_label("您的消息").fill("昨晚突然黑屏，指示灯还亮着。")
    phone.get_by_role("button", name="发送").click()
    expect(phone.get_by_role("log")).to_contain_text("昨晚突然黑屏")
    return Case.objects.get()


def decide_who_pays(desk, case, bought):
    desk.goto(f"/cases/{case.code}")
    desk.get_by_role("link", name="判定").click()
    expect(desk.locator("[name=sold_on]")).to_have_value(bought.isoformat())
    desk.get_by_label("发票日期").fill(bought.isoformat())
    for name, value in (("fault_kind", "performance"), ("fault_cause", "defect")):
        desk.locator(f"[name={name}]").select_option(value)
    desk.get_by_label("以上为全部").check()
    desk.locator("#more-facts > summary").click()
    desk.locator("[name=proof][value=invoice]").check()
    for name, value in (("sale", "shop"), ("installation_agreed", "no")):
        desk.locator(f"[name={name}]").select_option(value)
    desk.get_by_role("button", name="判定").click()
    expect(desk.locator(".verdict-orange")).to_be_visible()


def deliver(at):
    for message in Message.objects.filter(direction="out", sent_at=None):
        assert begin_sending(message, actor=SYSTEM, at=at)
        message.refresh_from_db()
        note_sent(message, actor=SYSTEM, at=at)


def agree_to_the_return(desk, case):
    desk.goto(f"/cases/{case.code}")
    desk.get_by_role("link", name="新退换货").click()
    expect(desk.get_by_label("退回物品")).to_have_value(SERIAL)
    desk.locator("[name=serial_label]").set_input_files([photo("label.jpg")])
    desk.get_by_role("button", name="保存").click()
    desk.get_by_role("link", name="批准").click()
    desk.get_by_role("button", name="批准").click()
    desk.get_by_role("button", name="更多").click()
    desk.get_by_role("button", name="把寄件说明发给客户").click()
    expect(desk.get_by_text("已完成。")).to_be_visible()
    return Rma.objects.get()


def send_it_in(phone, case, rma):
    """Let the customer print the label and say under which number it travels."""
    phone.goto(f"/my/cases/{case.code}")
    link = phone.get_by_role("log").locator("a[href*='/return/']")
    phone.goto(path_of(link.get_attribute("href")))
    paper = fetched(phone, phone.get_by_role("link", name="打印").get_attribute("href"))
    assert codes_in(paper) == {rma.code}
    assert SERIAL in text_of(paper)
    phone.goto(f"/my/returns/{rma.code}")
    phone.get_by_label("承运商").fill("顺丰速运")
    phone.get_by_label("回执上的单号").fill(PARCEL)
    phone.get_by_role("button", name="我已寄出").click()
    expect(phone.get_by_text(PARCEL)).to_be_visible()


def take_it_in(door, rma):
    """Receive it by the label of the carrier; a scanner set to small letters does no harm."""
    door.goto("/returns/receive")
    for text in (PARCEL, SERIAL.lower()):
        expect(door.locator("[name=text]")).to_be_focused()
        door.keyboard.type(text)
        with new_page(door):
            door.keyboard.press("Enter")
    expect(door.get_by_text("与申报一致").first).to_be_visible()


def have_it_repaired(desk, rma):
    desk.goto(f"/returns/{rma.code}")
    desk.get_by_role("link", name="检验").click()
    desk.get_by_label("与申报故障一致").check()
    desk.get_by_role("button", name="检验").click()
    desk.locator(".return-line-do").get_by_role("link", name="维修").click()
    desk.get_by_role("button", name="维修").click()
    expect(desk.locator(".return-line").get_by_role("link", name="WO-")).to_be_visible()
    return WorkOrder.objects.get()


def scan(bench, text, told=None):
    """Let the scanner type into the one line of the bench."""
    line = bench.locator("[name=code]")
    expect(line).to_be_focused()
    line.fill(text)
    with new_page(bench):
        bench.keyboard.press("Enter")
    if told:
        expect(bench.get_by_text(told).first).to_be_visible()


def find_the_fault(bench, order):
    bench.goto(f"/labels?of=work_order:{order.pk}")
    (label,) = codes_in(fetched(bench, bench.url, "form[target=_blank]"))
    assert f"/repairs/{order.code}?" in label
    bench.goto(path_of(label))
    scan(bench, "NEXT")
    bench.get_by_label("照片：").set_input_files([photo("front.jpg"), photo("back.jpg")])
    bench.get_by_label("随附物品").fill("遥控器")
    bench.get_by_role("button", name="接收设备").click()
    scan(bench, "NEXT")
    for kind, code, _name, _chinese in CODES:
        bench.locator(f"[name={kind}]").select_option(code)
    bench.get_by_label("位号").fill("u17")
    bench.get_by_role("button", name="诊断").click()
    expect(bench.get_by_text("背光驱动短路").first).to_be_visible()
    bench.get_by_role("link", name="需要零件").click()
    bench.get_by_label("料号").fill("mp3394")
    bench.get_by_label("位号").fill("U17")
    bench.get_by_role("button", name="需要零件").click()
    expect(bench.get_by_text("MP3394").first).to_be_visible()


def quote(bench, ready_on):
    """Return the link by which the customer answers."""
    bench.get_by_role("link", name="报价").click()
    expect(bench.get_by_label("人工")).to_have_value("120.00")
    bench.get_by_label("完成日期").fill(ready_on.isoformat())
    bench.get_by_role("button", name="报价").click()
    return bench.get_by_label("给客户的链接").input_value()


def say_yes(phone, link, ready_on):
    phone.goto(path_of(link))
    expect(phone.get_by_role("heading", level=1)).to_contain_text("162")
    phone.get_by_role("button", name="是，请维修").click()
    day = f"{ready_on.year}年{ready_on.month}月{ready_on.day}日"
    expect(phone.get_by_role("heading", level=1)).to_contain_text("送回到家")
    expect(phone.get_by_text(f"预计 {day}")).to_be_visible()


def repair(bench, order, part):
    bench.goto(f"/repairs/{order.code}")
    scan(bench, "NEXT")
    scan(bench, "LM358")
    bench.get_by_role("button", name="安装零件").click()
    expect(bench.get_by_role("alert")).to_contain_text("LM358 不属于这里。需要：MP3394。")
    bench.goto(f"/repairs/{order.code}")
    scan(bench, part)
    bench.get_by_label("旧零件的批次或序列号").fill("2214-A")
    bench.get_by_role("button", name="安装零件").click()
    expect(bench.get_by_text("已安装：MP3394。")).to_be_visible()
    scan(bench, "next")
    scan(bench, "12,06", "12 V 电压 合格。")
    scan(bench, "PASS", "画面 合格。")
    scan(bench, "NEXT")
    scan(bench, "NEXT")
    bench.get_by_label("给客户的处理说明").fill("更换背光驱动 U17，电压恢复正常。")
    bench.get_by_role("button", name="清洁并完成").click()


def send_it_home(bench, order, run_jobs):
    bench.get_by_role("link", name="寄包裹").click()
    expect(bench.locator("[name=city]")).to_have_value("武汉")
    bench.get_by_role("button", name="保存").click()
    bench.get_by_role("link", name="手工面单").click()
    bench.locator("[name=carrier_name]").fill("顺丰速运")
    bench.locator("[name=number]").fill("SF1499887766554")
    bench.get_by_role("button", name="手工面单").click()
    for said in ("已交承运商", "已到达"):
        bench.locator("[popovertarget=parcel-menu]").click()
        with new_page(bench):
            bench.get_by_role("button", name=said).click()
    run_jobs()


def accept(phone, order, run_jobs):
    """Let the customer sign; return their papers."""
    phone.goto(f"/track/{order.token}")
    expect(phone.get_by_role("heading", level=1)).to_have_text("您的 AX-5500 电视机 已修好")
    expect(phone.get_by_text("SF1499887766554")).to_be_visible()
    phone.get_by_label("您的姓名").fill("李娜")
    sign(phone)
    phone.get_by_role("button", name="我已收到并验收").click()
    expect(phone.get_by_text("李娜").first).to_be_visible()
    run_jobs()
    phone.reload()
    return fetched(phone, phone.locator("a[download]").get_attribute("href"))


def test_a_television_is_sent_in_repaired_and_sent_home(page_as, page_of_nobody, run_jobs, shots):
    now = clock.now()
    who = {"actor": SYSTEM, "at": now}
    bought, ready_on = (now - timedelta(days=4 * 365)).date(), (now + timedelta(days=9)).date()
    shelf, lina = workshop(who), household(bought, who)
    mei = make_user("陈美玲", roles=["manager"], teams=[make_team("service")], **CHINESE)
    wang = make_user("王强", email="wang@northwell.example", roles=["warehouse"], **CHINESE)
    bo = make_user("薄立", email="bo@northwell.example", roles=["unit_repair"], **CHINESE)

    phone = page_as(lina, locale="zh-CN", viewport=PHONE)
    case = report(phone)
    desk = page_as(mei)
    decide_who_pays(desk, case, bought)
    rma = agree_to_the_return(desk, case)
    deliver(clock.now() + timedelta(minutes=1))
    send_it_in(phone, case, rma)

    door = page_as(wang, f"/labels?of=balance:{shelf.pk}")
    (part,) = codes_in(fetched(door, door.url, "form[target=_blank]"))
    bench = page_as(bo)
    take_it_in(door, rma)
    order = have_it_repaired(desk, rma)
    find_the_fault(bench, order)
    say_yes(page_of_nobody(locale="zh-CN", viewport=PHONE), quote(bench, ready_on), ready_on)
    repair(bench, order, part)
    send_it_home(bench, order, run_jobs)

    papers = accept(page_of_nobody(locale="zh-CN", viewport=PHONE), order, run_jobs)
    said = text_of(papers)
    for words in ("维修服务报告", "李娜", SERIAL, "U17", "MP3394", "背光驱动短路", "12.06"):
        assert words in said
    assert any(code.endswith(f"/track/{order.token}") for code in codes_in(papers))
    owed = Promise.objects.filter(subject__in=[str(ref(order)), str(ref(rma))])
    assert {each.kind for each in owed if each.kept_at} >= {"repairs.quote", "repairs.ready"}
    assert not [each for each in owed if not (each.kept_at or each.withdrawn_at)]
    phone.goto("/my/repairs")
    expect(phone.get_by_role("link", name=SERIAL)).to_contain_text("已交还给您")
