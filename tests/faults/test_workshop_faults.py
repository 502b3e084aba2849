"""Two at one bench in the same moment, one scan that comes twice, and a process that is killed."""

import os
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Sum

from aftercare.base.files.models import FileLink
from aftercare.base.journal.models import Entry
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.tests.make import make_part
from aftercare.domain.repairs.models import HandoverPack, Quote, WorkOrder
from aftercare.domain.repairs.operations.bench import begin_repair
from aftercare.domain.repairs.operations.handing_over import make_handover_pack
from aftercare.domain.repairs.operations.parts import fit_part, need_part
from aftercare.domain.repairs.states import OldPartGoes, OrderStatus, Scanned
from aftercare.domain.repairs.steps import SomebodyElseWorks
from aftercare.domain.repairs.tests.make import MONDAY, make_order_at, make_technician
from aftercare.domain.stock.models import Balance, Movement
from aftercare.domain.stock.tests.make import make_place, make_stock
from aftercare.kit.actors import SYSTEM
from tests.faults.test_backup import url_of
from tests.faults.test_two_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WHO = {"actor": SYSTEM, "at": MONDAY}
AT_WORK = """
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
import django
django.setup()
from aftercare.domain.catalog.models import Item
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.operations.quoting import make_quote
from aftercare.domain.repairs.states import Cost, Priced
from aftercare.domain.stock.models import Place
from aftercare.domain.stock.operations.moving import issue_goods
from aftercare.domain.stock.states import Goods, Line
from aftercare.kit.actors import SYSTEM
from aftercare.kit.refs import Ref
who = {"actor": SYSTEM, "at": datetime(2026, 9, 28, 2, tzinfo=UTC)}
order, part = WorkOrder.objects.get(), Item.objects.get(code="MP3394")
shelf, home = Place.objects.get(code="A-01"), Place.objects.get(kind="customer")
lines = [Priced(Cost.LABOR, "", Decimal(35))]
print("begun", flush=True)
for number in range(100_000):
    goods, document = [Line(Goods(part.pk), key="1")], Ref("case", number + 1)
    issue_goods(goods, source=shelf, target=home, document=document, **who)
    make_quote(order, lines=lines, ready_on=date(2026, 10, 9), **who)
"""

AT_THE_PRINTER = """
import sys
import time
from datetime import UTC, datetime
import django
django.setup()
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.operations import handing_over
from aftercare.kit.actors import SYSTEM
done = getattr(handing_over, sys.argv[1])
def stand_still(*given, **named):
    done(*given, **named)
    print("begun", flush=True)
    time.sleep(600)
setattr(handing_over, sys.argv[1], stand_still)
at = datetime(2026, 9, 28, 1, tzinfo=UTC)
handing_over.make_handover_pack(WorkOrder.objects.get(), actor=SYSTEM, at=at)
"""


def begin(code, *given, **known):
    """Return a process of its own that does `code` on this database, once it has begun."""
    known |= {
        "DATABASE_URL": url_of(connection.settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "aftercare.project.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "AFTERCARE_INSECURE": "1",
        "PGAPPNAME": "killed",
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", code, *given], env=os.environ | known, stdout=subprocess.PIPE
    )
    assert worker.stdout.readline() == b"begun\n"
    return worker


def kill(worker):
    """Kill a process where it stands, and wait until the database knows."""
    worker.kill()
    worker.communicate()
    while is_at_work("killed"):
        time.sleep(0.02)


def is_at_work(name):
    """Return whether the database still has a session that calls itself so."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = %s)", [name]
        )
        return cursor.fetchone()[0]


def make_bench(status):
    driver = make_part("MP3394")
    order = make_order_at(status)
    save_bom(order.item, [Part(driver, 1, "U17")], **WHO)
    make_place("SUPPLIER", "supplier")
    make_stock(driver, 100_000, to=make_place("A-01"), cost="3")
    return order, driver


def test_the_same_scan_twice_at_once_fits_one_part():
    order, driver = make_bench(OrderStatus.REPAIRING)
    need_part(order, item=driver, designator="U17", **WHO)

    def fit():
        scanned = Scanned(driver.pk)
        fit_part(order, scanned=scanned, scan="one", old_goes=OldPartGoes.KEPT, **WHO)

    assert not at_once(fit, fit, fit)
    kinds = Counter(Movement.objects.filter(document=f"work_order:{order.pk}").values_list("kind"))
    assert (kinds[("issued",)], kinds[("removed",)]) == (1, 1)


def test_of_two_technicians_one_has_the_unit():
    order, _driver = make_bench(OrderStatus.APPROVED)
    both = [make_technician("Bo"), make_technician("Carlo")]

    refused = at_once(*(lambda one=one: begin_repair(order, actor=one, at=MONDAY) for one in both))

    assert refused == [SomebodyElseWorks]
    assert WorkOrder.objects.get().status == OrderStatus.REPAIRING
    assert Entry.objects.filter(event="repairs.repair_begun").count() == 1


def test_who_is_killed_while_posting_and_quoting_leaves_nothing_half_done():
    order, _driver = make_bench(OrderStatus.DIAGNOSED)
    worker = begin(AT_WORK)
    while Quote.objects.count() < 3:
        time.sleep(0.02)
    kill(worker)

    issued = Movement.objects.filter(kind="issued").count()
    assert issued == Entry.objects.filter(event="stock.goods_issued").count() >= 3
    assert Balance.objects.aggregate(all=Sum("quantity"))["all"] == 0
    quotes = Counter(Quote.objects.values_list("status", flat=True))
    assert quotes["sent"] == 1
    assert sum(quotes.values()) == Entry.objects.filter(event="repairs.quote_made").count()
    assert WorkOrder.objects.get(pk=order.pk).status == OrderStatus.QUOTED


@pytest.mark.parametrize("after", ["printed", "link"])
def test_who_is_killed_while_printing_keeps_nothing_and_the_papers_are_made_once(after, tmp_path):
    order, _driver = make_bench(OrderStatus.HANDED_OVER)
    files = FileLink.objects.count()

    kill(begin(AT_THE_PRINTER, after, AFTERCARE_HOME=str(tmp_path)))

    assert not HandoverPack.objects.exists()
    assert FileLink.objects.count() == files
    packs = {make_handover_pack(order, **WHO) for _time in range(2)}
    assert packs == set(HandoverPack.objects.filter(version=1))
    assert FileLink.objects.count() == files + 1
    assert Entry.objects.filter(event="repairs.handover_pack_made").count() == 1
    with packs.pop().file.open() as paper:
        assert paper.read(5) == b"%PDF-"
