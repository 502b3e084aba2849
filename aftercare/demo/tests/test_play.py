import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Avg, Sum
from django.test import override_settings

from aftercare.base.journal.models import Entry
from aftercare.base.journal.queries import verify_chain
from aftercare.base.people.models import User
from aftercare.base.promises.models import Promise
from aftercare.base.search.queries import find
from aftercare.base.spreadsheets.models import Import
from aftercare.base.spreadsheets.queries import counts_of
from aftercare.demo.chapters import GUARD_AGAIN, LET_EMPTY
from aftercare.demo.company import LOGINS, build
from aftercare.demo.founding import IN_USE
from aftercare.demo.past import BAD_STRIPS, BATCHES
from aftercare.demo.self_help import LOOKED, ONE_IN
from aftercare.demo.today import TODAY
from aftercare.domain.cases.models import Case, CaseMessage, CaseUnit
from aftercare.domain.catalog.models import HelpVisit
from aftercare.domain.conversations.models import Envelope, Message
from aftercare.domain.coverage.models import DamageLook
from aftercare.domain.customers.models import Contact
from aftercare.domain.guidance.models import GuidanceSession
from aftercare.domain.planning.queries.actuals import outcomes_of
from aftercare.domain.repairs.models import Acceptance, RepairPart, WorkOrder
from aftercare.domain.repairs.states import OrderKind
from aftercare.domain.returns.models import SupplierReturnLine
from aftercare.domain.stock.models import Balance, Movement, Place
from aftercare.domain.stock.queries import open_core_debts
from aftercare.domain.units.models import ProductionBatch, Registration, Unit
from aftercare.domain.units.queries import find_lots, trace_lots
from aftercare.kit.actors import SYSTEM

SUNDAY = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
"""The day on which it is hardest to show work that goes on."""
CASES = 14
SECRET = re.compile(r"https?://\S+")
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def northwell(django_db_setup, django_db_blocker):
    """Play a small company once for all tests of this module."""
    quick = override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES=settings.STORAGES
        | {"files": {"BACKEND": "django.core.files.storage.InMemoryStorage"}},
    )
    with django_db_blocker.unblock(), quick, transaction.atomic():
        build(at=SUNDAY, cases=CASES, players=1)
        yield
        transaction.set_rollback(True)


def summary():
    """Return what is the same whenever the same company is played, whatever keys rows get."""
    people = {f"user:{user.pk}": user.email for user in User.objects.all()}
    entries = Entry.objects.order_by("pk").values_list("event", "at", "actor")
    messages = Message.objects.order_by("pk")
    return (
        list(Case.objects.order_by("code").values_list("code", "subject", "status", "opened_at")),
        [(event, at, people.get(actor, actor)) for event, at, actor in entries],
        [SECRET.sub("", text) for text in messages.values_list("text", flat=True)],
    )


def numbers_of(cases):
    """Return the numbers of cases by what stands before them: their series and year."""
    series = {}
    for code in cases.order_by("code").values_list("code", flat=True):
        begins, _dash, number = code.rpartition("-")
        series.setdefault(begins, []).append(int(number))
    return series


def test_numbers_have_no_gaps_and_go_with_the_time(northwell):
    cases = list(Case.objects.filter(past_number="").order_by("code"))

    assert len(cases) >= CASES + len(TODAY)
    assert cases == sorted(cases, key=lambda case: case.opened_at)
    series = numbers_of(Case.objects)
    assert series.keys() == {"C-2026", "OC-2025", "OC-2026"}
    assert all(each == list(range(1, len(each) + 1)) for each in series.values())


def test_everything_went_through_operations(northwell):
    began = ["cases.case_opened", "cases.case_split", "cases.case_kept_as_spam"]
    opened = Entry.objects.filter(event__in=began).count()
    heard = Entry.objects.filter(event="conversations.message_received").count()

    assert Case.objects.filter(past_number="").count() == opened
    received = CaseMessage.objects.filter(case__past_number="", message__direction="in")
    assert received.count() == heard
    for case in Case.objects.all():
        assert Entry.objects.filter(about__contains=[f"case:{case.pk}"]).exists()


def test_what_was_before_came_from_the_old_help_desk(northwell):
    runs = Import.objects.filter(sheet="cases")
    past = Case.objects.exclude(past_number="")
    kept = Promise.objects.filter(
        subject__in=[f"case:{pk}" for pk in past.values_list("pk", flat=True)]
    )

    assert {run.status for run in runs} == {"done"}
    assert all(set(counts_of(run)) == {"new", "done"} for run in runs)
    assert past.count() > 5 * CASES
    assert set(past.values_list("status", flat=True)) == {"solved"}
    assert past.filter(opened_at__gt=SUNDAY - timedelta(days=IN_USE)).count() == 0
    in_time = kept.filter(kind="cases.first_response", kept_at__isnull=False, broken=False).count()
    late = kept.filter(kind="cases.first_response", kept_at__isnull=False, broken=True).count()
    assert 0.8 < in_time / (in_time + late) < 0.99


def test_open_promises_have_owners_and_settled_cases_owe_nothing(northwell):
    open_ones = Promise.objects.filter(kept_at=None, withdrawn_at=None)
    settled = {
        f"case:{pk}" for pk in Case.objects.filter(status="solved").values_list("pk", flat=True)
    }

    assert open_ones.exists()
    assert not open_ones.filter(owner__in=["", "system:0"]).exists()
    assert not open_ones.filter(subject__in=settled).exists()


def test_nothing_happens_after_now(northwell):
    assert not Entry.objects.filter(at__gt=SUNDAY).exists()
    assert not Message.objects.filter(at__gt=SUNDAY).exists()


def test_something_is_due_something_late_and_something_nobodys(northwell):
    wanting = Case.objects.filter(status="open", snoozed_until=None)
    hour = timedelta(hours=1)

    assert wanting.filter(due_at__range=(SUNDAY, SUNDAY + hour)).count() >= 3
    assert wanting.filter(due_at__lt=SUNDAY).exists()
    assert wanting.filter(assignee=None).count() >= 3
    assert Case.objects.filter(snoozed_until__gt=SUNDAY).exists()
    assert Envelope.objects.filter(status="aside").count() == 1


def test_the_journal_is_sealed_and_intact(northwell):
    found = verify_chain()

    assert found.is_intact
    assert (found.sealed, found.unsealed) == (Entry.objects.count(), 0)


def test_words_of_a_customer_are_found(northwell):
    found = find("loaner OR boot", actor=SYSTEM, kinds=["case"], at=SUNDAY)

    assert found.hits


def test_every_message_is_in_a_case_and_every_case_has_a_customer(northwell):
    in_cases = CaseMessage.objects.values("message")

    assert not Message.objects.exclude(pk__in=in_cases).exists()
    assert not Case.objects.filter(contact=None).exists()
    spammers = Case.objects.filter(status="spam").values("contact")
    assert not Contact.objects.filter(account=None).exclude(pk__in=spammers).exists()


def test_the_same_day_gives_the_same_company(northwell):
    once = summary()

    with transaction.atomic():
        _forget()
        build(at=SUNDAY, cases=CASES, players=1)
        assert summary() == once
        transaction.set_rollback(True)


def test_logins_are_those_who_have_a_password(northwell):
    assert len(LOGINS) >= 6
    ours = [each for each, _word, _duty in LOGINS if each.endswith("@northwell.example")]
    assert len(ours) == len(LOGINS) - 1  # and the customer of the tour


def _forget() -> None:
    """Begin with empty tables, until the rollback."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        tables = connection.introspection.django_table_names(only_existing=True)
        kept = {"people_role", "django_content_type"}
        names = ", ".join(f'"{each}"' for each in tables if each not in kept)
        cursor.execute(LET_EMPTY)
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        cursor.execute(GUARD_AGAIN)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_units_are_in_the_field_and_some_in_cases(northwell):
    older = [code for _model, code, *_rest in BATCHES]
    units = Unit.objects.exclude(batch__code__in=older)
    assert units.filter(account__isnull=False).count() == 150 + 3 + 4
    assert units.filter(batch__isnull=False).count() == 150
    assert Registration.objects.filter(status="waiting").count() == 3
    named = CaseUnit.objects.select_related("case", "unit")
    assert named.count() > 0
    assert all(each.case.account_id == each.unit.account_id for each in named)
    assert trace_lots([find_lots(["2519-B"]).get().pk]).units == 150


def test_no_batch_comes_off_the_line_before_it_was_made(northwell):
    made = dict(ProductionBatch.objects.values_list("pk", "made_until"))
    taken_in = Entry.objects.filter(event="units.batch_taken_in")

    told = [(each.data["production_batch_id"], each.at.date()) for each in taken_in]

    assert len(told) >= len(BATCHES)
    assert [key for key, day in told if made[key] and day < made[key]] == []


def test_a_table_was_taken_over_but_for_its_wrong_rows_and_one_waits(northwell):
    runs = Import.objects.exclude(sheet__in=["cases", "repairs"]).order_by("pk")
    prices, fair = runs

    assert (prices.status, prices.encoding, fair.status) == ("done", "gb18030", "ready")
    assert counts_of(prices) == {"new": 18, "done": 18, "error": 4}
    assert counts_of(fair) == {"new": 8, "error": 2}


def test_past_repairs_were_taken_over_and_have_causes(northwell):
    past = WorkOrder.objects.exclude(past_number="")
    strips = past.filter(findings__fault__code="F-BL1")
    early = strips.filter(findings__lot=BAD_STRIPS)

    assert counts_of(Import.objects.get(sheet="repairs")) == dict.fromkeys(
        ("new", "done"), past.count()
    )
    assert past.count() > 100
    assert not past.filter(age_in_days=None).exists()
    assert set(early.values_list("unit__batch__code", flat=True)) == {"B-2202", "B-2203"}
    assert early.count() > 2 * (strips.count() - early.count())
    dry = past.filter(findings__fault__code="F-PS1")
    assert 380 < dry.aggregate(age=Avg("age_in_days"))["age"] < 470
    assert past.filter(repeats__findings__fault__code="F-FW").exists()


def test_every_kind_of_repair_is_in_the_workshop_and_customers_hear_of_theirs(northwell):
    orders = WorkOrder.objects.filter(past_number="")
    links = Entry.objects.filter(event="repairs.link_sent")

    assert set(orders.values_list("kind", flat=True)) == set(OrderKind.values)
    assert orders.filter(kind="external", status="away").exists()
    assert Balance.objects.filter(condition="used", unit__isnull=False, owner="ours").count() == 1
    assert sorted(links.values_list("data__occasion", flat=True)) == ["arrived", "quote"]


def test_repairs_are_accepted_by_whose_they_are(northwell):
    accepted = Acceptance.objects.select_related("order__account", "order__contact")
    strangers = [
        each
        for each in accepted
        if each.name not in (str(each.order.contact), str(each.order.account))
        and not Contact.objects.filter(account=each.order.account, name=each.name).exists()
    ]

    assert accepted.exists()
    assert strangers == []


def test_old_boards_are_owed_and_kits_are_packed(northwell):
    owed = open_core_debts()

    assert owed.count() == 2
    assert owed.filter(due_on__lt=SUNDAY.date()).get().returned == 1
    kits = Place.objects.filter(is_kit=True)
    assert kits.count() == 2
    assert (
        Balance.objects.filter(place__in=kits, quantity__gt=0).values("place").distinct().count()
        == 1
    )


def test_stock_gave_out_what_past_repairs_say_they_used(northwell):
    used = RepairPart.objects.filter(is_past=True).values_list("item__code")
    given = Movement.objects.filter(paper__startswith="REP-").values_list("item__code")

    summed = dict(used.annotate(Sum("quantity")))
    assert summed == dict(given.annotate(Sum("quantity"))) != {}


def test_old_parts_went_to_their_maker_and_a_damage_was_appealed(northwell):
    lines = SupplierReturnLine.objects.values_list("answer", flat=True)
    looks = DamageLook.objects.order_by("pk")

    assert Counter(lines) == {"credited": 1, "replaced": 1, "": 1}
    assert [look.status for look in looks] == ["cleared", "found"]
    assert looks[0].steps.filter(kind="appeal").exists()


def test_what_was_shown_beside_forms_helped_some_and_others_asked_all_the_same(northwell):
    visits = HelpVisit.objects.all()
    answered = Entry.objects.filter(event="catalog.question_answered")

    assert visits.count() >= LOOKED
    assert visits.filter(helped_at__isnull=False).count() == answered.count() == LOOKED // ONE_IN
    asked = visits.filter(came_at__isnull=False)
    assert set(asked.values_list("channel", flat=True)) == {"web_form"}
    forms = Message.objects.filter(account__kind="web_form", direction="in")
    named = {str(key) for key in asked.values_list("key", flat=True)}
    assert named <= {name[:36] for name in forms.values_list("external_id", flat=True)}
    assert not visits.filter(documents=[]).exists()


def test_what_came_stands_beside_what_was_planned_as_the_months_began(northwell):
    months, _worst = outcomes_of(SYSTEM)

    assert len(months) == 3
    assert all(each.parts > 10 for each in months)


def test_key_accounts_are_guided_and_have_answered(northwell):
    sessions = GuidanceSession.objects.all()

    assert sessions.filter(status="planned", starts_at__gt=SUNDAY).count() == 4 + 1 + 2
    assert sessions.filter(told_sequence=None).count() == 2
    assert sessions.exclude(guests__answer="").values("account").distinct().count() == 2
    held = sessions.filter(status="held")
    assert all(each.notes and each.notes_sent_at for each in held)
    assert not Promise.objects.filter(kind="guidance.session", broken=True).exists()
    told = Message.objects.filter(pk__in=sessions.values("told_by"))
    assert set(told.values_list("status", flat=True)) == {"sent"}
