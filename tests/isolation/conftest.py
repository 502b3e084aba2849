from datetime import date, timedelta

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
    BlockedSender,
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
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.conversations.models import Envelope, MessageFile
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.domain.coverage.models import SpareGiven
from aftercare.domain.coverage.operations.damage import look_at_damage
from aftercare.domain.coverage.operations.decisions import decide_coverage
from aftercare.domain.coverage.tests.make import (
    DAMAGED,
    SHOWN,
    make_contract,
    make_supplier_guarantee,
)
from aftercare.domain.customers.operations.merging import merge_accounts, merge_contacts
from aftercare.domain.customers.operations.records import save_address
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import ref
from tests.isolation.goods import (
    foreign_catalog,
    foreign_guidance,
    foreign_repairs,
    foreign_returns,
    foreign_shipping,
    foreign_stock,
    foreign_supply,
    foreign_units,
)

HOUR = timedelta(hours=1)


def _customer():
    account = make_account("Quillfeather Displays", domains=["quill.example"])
    merged = make_account("Quillfeather Old")
    contract = make_contract(account=account, title="Moonlight contract")
    contact = make_contact("Zenaida Quillfeather", account=account, email="zq@quill.example")
    twin = make_contact("Z. Quillfeather", account=account, email="z@quill.example")
    return {
        "account": account,
        "contact": contact,
        "account_merge": merge_accounts(merged, into=account, actor=SYSTEM, at=MONDAY),
        "contract": contract,
        "spare_given": SpareGiven.objects.create(
            contract=contract,
            key="moonlight",
            clause="3",
            spare=make_part("QF-SPARE"),
            quantity=1,
            reason="zanzibar",
            by=str(SYSTEM.ref),
            at=MONDAY,
        ),
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
    look = look_at_damage(ref(case), words="zanzibar", evidence=SHOWN, actor=SYSTEM, at=MONDAY)
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
    rows |= foreign_stock(rows["owner"])
    rows |= {"team": team, "level": level, "absence": absence, "notice": notice}
    rows |= foreign_units(rows["account"], rows["contact"])
    rows |= foreign_repairs(rows["unit"], rows["account"], rows["contact"])
    rows |= foreign_shipping(rows["account"], rows["contact"])
    rows |= foreign_returns(rows["unit"], rows["account"], rows["repair_part"])
    rows |= foreign_supply(rows["stock_item"], rows["repair_part"])
    rows |= _spreadsheets(rows["owner"]) | _channel()
    rows |= foreign_guidance(rows["account"], rows["contact"], rows["case"])
    return rows | _rules(rows["owner"]) | _company(rows["owner"]) | foreign_catalog()


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
        "blocked_sender": BlockedSender.objects.create(
            address="zanzibar@quill.example", blocked_by=owner, blocked_at=MONDAY
        ),
        "bulk": BulkChange.objects.create(by=owner, changes={}, at=MONDAY),
    }
