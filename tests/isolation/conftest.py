from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from aftercare.base.company.models import LegalEntity, NumberFormat, SettingChange, Site
from aftercare.base.company.tests.make import make_calendar
from aftercare.base.files.steps import link, store
from aftercare.base.labels.models import LabelTemplate
from aftercare.base.people.models import (
    Absence,
    ApiToken,
    Invitation,
    Notification,
    Role,
    Skill,
    User,
)
from aftercare.base.people.tests.make import make_team
from aftercare.base.spreadsheets.models import Export, Import, ImportRow
from aftercare.domain.cases.models import (
    BulkChange,
    CaseMessage,
    FoundNumber,
    Macro,
    SavedView,
    TriageRule,
)
from aftercare.domain.cases.operations.answers import add_note
from aftercare.domain.cases.operations.joint import escalate_case
from aftercare.domain.cases.operations.order import link_cases
from aftercare.domain.cases.operations.rules import save_service_level
from aftercare.domain.cases.operations.work import assign_case, watch_case
from aftercare.domain.cases.states import LinkKind, NumberKind
from aftercare.domain.cases.tests.make import MONDAY, make_agent, make_case
from aftercare.domain.catalog.models import BomLine
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.operations.documents import add_document
from aftercare.domain.catalog.operations.fault_codes import save_fault_code
from aftercare.domain.catalog.operations.notices import enter_notice
from aftercare.domain.catalog.operations.parameters import define_parameter
from aftercare.domain.catalog.operations.prices import set_price
from aftercare.domain.catalog.operations.substitutes import allow_substitute
from aftercare.domain.catalog.states import PriceKind
from aftercare.domain.catalog.tests.make import make_item, make_part
from aftercare.domain.conversations.models import Envelope, MessageFile
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.domain.coverage.operations.damage import look_at_damage
from aftercare.domain.coverage.operations.decisions import decide_coverage
from aftercare.domain.coverage.tests.make import (
    DAMAGED,
    EVIDENCE,
    make_contract,
    make_supplier_guarantee,
)
from aftercare.domain.customers.operations.merging import merge_accounts, merge_contacts
from aftercare.domain.customers.operations.records import save_address
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.planning.models import PlanException, PlanRun
from aftercare.domain.planning.operations.reviews import open_review
from aftercare.domain.repairs.models import RepairPart
from aftercare.domain.repairs.operations.intake import open_work_order
from aftercare.domain.repairs.operations.quoting import ask_about_repair
from aftercare.domain.repairs.tests.make import make_final_test
from aftercare.domain.returns.operations.receiving import receive_return
from aftercare.domain.returns.operations.rules import save_approval_rule
from aftercare.domain.returns.states import Seen
from aftercare.domain.returns.tests.make import announced, first_line, make_reason, make_return
from aftercare.domain.shipping.models import CarrierRate, CarrierWord
from aftercare.domain.shipping.operations.packing import save_packing
from aftercare.domain.shipping.states import ParcelFacts, PostalAddress
from aftercare.domain.shipping.tests.make import OURS, make_carrier, make_parcel
from aftercare.domain.stock.models import Movement, Reservation
from aftercare.domain.stock.operations.counting import begin_count
from aftercare.domain.stock.operations.kits import plan_kit
from aftercare.domain.stock.states import PlaceKind
from aftercare.domain.stock.tests.make import make_place, make_site, make_stock
from aftercare.domain.supply.models import Shortage
from aftercare.domain.supply.operations.orders import draft_order
from aftercare.domain.supply.operations.shortages import look_at_needs
from aftercare.domain.supply.operations.suppliers import agree_on_spares
from aftercare.domain.supply.tests.make import make_supplier, offered, wanted
from aftercare.domain.units.operations.records import change_owner
from aftercare.domain.units.operations.registering import register_unit
from aftercare.domain.units.operations.rules import save_scan_rule
from aftercare.domain.units.states import OwnedBy
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref

HOUR = timedelta(hours=1)


def _customer():
    account = make_account("Quillfeather Displays", domains=["quill.example"])
    merged = make_account("Quillfeather Old")
    contact = make_contact("Zenaida Quillfeather", account=account, email="zq@quill.example")
    twin = make_contact("Z. Quillfeather", account=account, email="z@quill.example")
    return {
        "account": account,
        "contact": contact,
        "account_merge": merge_accounts(merged, into=account, actor=SYSTEM, at=MONDAY),
        "contract": make_contract(account=account, title="Moonlight contract"),
        "supplier_guarantee": make_supplier_guarantee(account, clause="Moonlight supply 7"),
        "contact_merge": merge_contacts(twin, into=contact, actor=SYSTEM, at=MONDAY),
        "address": save_address(
            account,
            None,
            label="Moonlight dock",
            lines="Quillfeather Road",
            country="PH",
            actor=SYSTEM,
            at=MONDAY,
        ),
    }


def _case(team):
    case = make_case(
        peer="zq@quill.example",
        sender_name="Zenaida Quillfeather",
        subject="Moonlight panel",
        text="It says zanzibar",
        reply_text="It says zanzibar",
    )
    other = make_case(peer="zq@quill.example", subject="Moonlight remote")
    for each in (case, other):
        assign_case(each, team=team, assignee=None, actor=SYSTEM, at=MONDAY)
    case.refresh_from_db()
    decision = decide_coverage(
        ref(case), facts=DAMAGED | {"unit": "zanzibar"}, actor=SYSTEM, at=MONDAY
    )
    look = look_at_damage(ref(case), words="zanzibar", evidence=EVIDENCE, actor=SYSTEM, at=MONDAY)
    owner = make_agent("Owner", teams=(team.code,))
    watch_case(case, watching=True, actor=owner, at=MONDAY)
    add_note(case, text="zanzibar again", actor=owner, at=MONDAY)
    message = CaseMessage.objects.get(case=case).message
    log = store(b"zanzibar", at=MONDAY)
    return {
        "case": case,
        "decision": decision,
        "look": look,
        "message": message,
        "file": MessageFile.objects.create(message=message, file=log, name="Moonlight.log"),
        "file_link": link(log, ref(case), name="a.log", readers=case.readers, at=MONDAY),
        "case_link": link_cases(case, other=other, kind=LinkKind.RELATED, actor=SYSTEM, at=MONDAY),
        "escalation": escalate_case(case, team=team, question="zanzibar?", actor=owner, at=MONDAY),
        "number": FoundNumber.objects.create(
            case=case, kind=NumberKind.SERIAL, value="AX55", at=MONDAY
        ),
        "owner": User.objects.get(pk=owner.id),
    }


def _stock(keeper):
    item = make_part("MOON-1", name="Moonlight lamp")
    site = make_site("QF", "Quillfeather store")
    supplier = make_place("zanzibar", PlaceKind.SUPPLIER)
    shelf = make_place("Q-01", site=site)
    balance = make_stock(item, 4, to=shelf, source=supplier)
    kit = plan_kit(
        [(item, Decimal(1))], site=site, keeper=keeper, name="Moonlight", actor=SYSTEM, at=MONDAY
    )
    return {
        "kit": kit,
        "reservation": Reservation.objects.get(document=str(ref(kit))),
        "stock_item": item,
        "balance": balance,
        "movement": Movement.objects.get(),
        "stock_count": begin_count(shelf, actor=SYSTEM, at=MONDAY),
        "plan_exception": PlanException.objects.create(
            item=item,
            kind="excess",
            proposal="sell",
            run=PlanRun.objects.create(by="system:0", at=MONDAY),
            numbers={"at_hand": 4, "most": 1},
            since=MONDAY,
        ),
        "stock_review": open_review(site, month=12 * 2026 + 7, actor=SYSTEM, at=MONDAY),
    }


@pytest.fixture
def foreign(db):
    """What belongs to others: a customer and a matter of theirs, with everything there may be."""
    team = make_team("hardware")
    rows = _customer() | _case(team)
    level = save_service_level(
        None,
        name="Moonlight level",
        first_response=HOUR,
        next_reply=HOUR,
        solution_or_date=HOUR,
        actor=SYSTEM,
        at=MONDAY,
    )
    absence = Absence.objects.create(
        user=rows["owner"], from_on=date(2026, 9, 28), until_on=date(2026, 9, 29)
    )
    notice = Notification.objects.create(
        user=rows["owner"],
        kind="case_assigned",
        about=str(ref(rows["case"])),
        data={"code": rows["case"].code, "subject": "Moonlight panel"},
        at=MONDAY,
    )
    rows |= _stock(rows["owner"])
    rows |= {"team": team, "level": level, "absence": absence, "notice": notice}
    rows |= _units(rows["account"], rows["contact"])
    rows |= _repairs(rows["unit"], rows["account"], rows["contact"])
    rows |= _shipping(rows["account"], rows["contact"])
    rows |= _returns(rows["unit"], rows["account"])
    rows |= _supply(rows["stock_item"], rows["repair_part"])
    rows |= _spreadsheets(rows["owner"])
    return rows | _rules(rows["owner"]) | _company(rows["owner"]) | _channel() | _catalog()


def _catalog():
    item, part = make_item("MOON-1", name="Moonlight set"), make_item("MOON-2", name="Moonlight")
    by_us = {"actor": SYSTEM, "at": MONDAY}
    bom = save_bom(item, [Part(part, 1)], **by_us)
    return {
        "item": item,
        "bom": bom,
        "line": BomLine.objects.get(bom=bom),
        "substitute": allow_substitute(item, part, kind="two_way", **by_us),
        "price": set_price(item, PriceKind.LIST, currency="USD", amount=Decimal(7), **by_us),
        "document": add_document(
            item, b"zanzibar", file_name="Moonlight.pdf", kind="other", **by_us
        ),
        "fault_code": save_fault_code(code="MOON", kind="cause", name="Moonlight", **by_us),
        "parameter": define_parameter(code="moonlight", name="Moonlight", **by_us),
        "change_notice": enter_notice(
            maker="Quillfeather",
            number="1",
            kind="pcn",
            title="Moonlight",
            items=[item],
            issued_on=date(2026, 9, 28),
            **by_us,
        ),
    }


def _units(account, contact):
    make_item("AX55", name="Signage display")
    unit = make_unit("Moonlight-0042", lot="Moonlight-L1", note="zanzibar")
    change_owner(
        unit,
        account=account,
        contact=contact,
        how=OwnedBy.BOUGHT,
        since=date(2026, 9, 1),
        actor=SYSTEM,
        at=MONDAY,
    )
    return {
        "unit": unit,
        "lot": unit.lot,
        "registration": register_unit(
            contact,
            key=UUID(int=1),
            serial="zanzibar",
            bought_on=date(2026, 9, 1),
            actor=SYSTEM,
            at=MONDAY,
        ),
        "scan_rule": save_scan_rule(
            None,
            maker="Moonlight",
            pattern=r"(?P<serial>M-[0-9]{4})",
            example="M-0001",
            actor=SYSTEM,
            at=MONDAY,
        ),
    }


def _repairs(unit, account, contact):
    order = open_work_order(
        unit.item,
        unit=unit,
        account=account,
        contact=contact,
        site=make_site("QR", "Quillfeather bench"),
        complaint="Moonlight flickers",
        actor=SYSTEM,
        at=MONDAY,
    )
    test = make_final_test(unit.item)
    part = RepairPart.objects.create(
        order=order, item=unit.item, quantity=1, status="needed", by="system:0", at=MONDAY
    )
    question = ask_about_repair(order, text="zanzibar?", actor=SYSTEM, at=MONDAY)
    return {"work_order": order, "point": test.points.first(), "question": question} | {
        "repair_part": part
    }


def _shipping(account, contact):
    theirs = PostalAddress(name="Quillfeather", lines="zanzibar", city="Manila", country="PH")
    facts = ParcelFacts(OURS, theirs, note="Moonlight")
    site = Site.objects.get(code="QR")
    parcel = make_parcel(facts=facts, account=account, contact=contact, site=site)
    carrier = make_carrier("moonlight", "manual", name="Moonlight Express")
    rate = CarrierRate.objects.create(
        parcel=parcel,
        account=carrier,
        carrier_name="Moonlight",
        price=7,
        currency="USD",
        rank=1,
        suits=True,
        asked_at=MONDAY,
    )
    packing = save_packing(kind="panel", texts={"en": "zanzibar"}, actor=SYSTEM, at=MONDAY)
    word = CarrierWord.objects.create(
        account=carrier, external_id="z", raw=b"zanzibar", status="aside", received_at=MONDAY
    )
    made = {"parcel": parcel, "carrier": carrier, "carrier_rate": rate, "packing": packing}
    return made | {"carrier_word": word}


def _returns(unit, account):
    by_us = {"actor": SYSTEM, "at": MONDAY}
    reason = make_reason("MOON", name="It flickers")
    rma = make_return(announced(unit), account=account, reason=reason)
    site = Site.objects.first()
    return {
        "rma": rma,
        "rma_line": first_line(rma),
        "return_reason": reason,
        "approval_rule": save_approval_rule(None, name="Moonlight rule", **by_us),
        "arrival": receive_return(rma, seen=Seen("zanzibar"), site=site, key="z", **by_us),
    }


def _supply(item, part):
    by_us = {"actor": SYSTEM, "at": MONDAY}
    prices = [(item, offered("7", their_number="zanzibar"))]
    supplier = make_supplier("Quillfeather Parts", prices=prices, conditions="Moonlight 30")
    look_at_needs(part.order, **by_us)
    return {
        "shortage": Shortage.objects.get(repair_part=part),
        "supplier": supplier,
        "spares_share": agree_on_spares(
            supplier, item, percent=Decimal(2), clause="Moonlight §7", **by_us
        ),
        "purchase_order": draft_order(supplier.pk, lines=[wanted(item)], words="zanzibar", **by_us),
    }


def _channel():
    channel = make_channel()
    envelope = Envelope.objects.create(
        account=channel,
        external_id="<zanzibar@quill.example>",
        raw=store(b"zanzibar", at=MONDAY),
        status="aside",
        problem="zanzibar",
        received_at=MONDAY,
    )
    return {"channel": channel, "envelope": envelope}


def _company(owner):
    calendar = make_calendar(code="moonlight")
    entity = LegalEntity.objects.create(code="moonlight", name="Moonlight Ltd", country="PH")
    return {
        "calendar": calendar,
        "entity": entity,
        "site": Site.objects.create(
            code="moonlight", name="Moonlight site", entity=entity, calendar=calendar
        ),
        "change": SettingChange.objects.create(
            setting="files.keep_days", value=9, by=str(ref(owner)), at=MONDAY
        ),
        "number_format": NumberFormat.objects.create(
            kind="C", prefix="QF", by=str(ref(owner)), at=MONDAY
        ),
        "api_token": ApiToken.objects.create(
            user=owner, name="Moonlight", digest="d", hint="aft_moon", made_at=MONDAY
        ),
        "label_template": LabelTemplate.objects.create(
            name="Moonlight label", about="goods", width=50, height=25
        ),
        "role": Role.objects.create(code="moonlight", name="Moonlight role"),
        "skill": Skill.objects.create(code="moonlight", name="Moonlight skill"),
        "invitation": Invitation.objects.create(
            email="new@quill.example",
            name="Quillfeather",
            invited_by=str(ref(owner)),
            at=MONDAY,
            expires_at=MONDAY + HOUR,
        ),
    }


def _spreadsheets(owner):
    run = Import.objects.create(
        code="IM-2026-00001",
        sheet="accounts",
        name="zanzibar.csv",
        by=owner,
        at=MONDAY,
        headers=["Moonlight"],
    )
    row = ImportRow.objects.create(import_run=run, line=2, cells=["Moonlight"], verdict="new")
    given = {"query": "q=Moonlight", "kind": "csv", "total": 1, "name": "Moonlight.csv"}
    export = Export.objects.create(listed="customers", by=run.by, at=MONDAY, **given)
    return {"import": run, "import_row": row, "export": export}


def _rules(owner):
    return {
        "view": SavedView.objects.create(name="Moonlight view", query="zanzibar", owner=owner),
        "macro": Macro.objects.create(name="Moonlight macro", owner=owner),
        "rule": TriageRule.objects.create(name="Moonlight rule", position=1),
        "bulk": BulkChange.objects.create(by=owner, changes={}, at=MONDAY),
    }
