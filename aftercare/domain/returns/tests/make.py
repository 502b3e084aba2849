from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO

from aftercare.base.company.models import Site
from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import make_team, make_user
from aftercare.domain.catalog.models import Bom, Item
from aftercare.domain.catalog.operations.boms import Part, save_bom
from aftercare.domain.catalog.tests.make import make_item, make_part
from aftercare.domain.customers.models import Account
from aftercare.domain.customers.tests.make import make_account
from aftercare.domain.repairs.models import RepairPart
from aftercare.domain.repairs.operations.parts import fit_part, need_part
from aftercare.domain.repairs.states import OldPartGoes, OrderStatus, Scanned
from aftercare.domain.repairs.tests.make import make_order_at
from aftercare.domain.returns.models import ReturnReason, Rma
from aftercare.domain.returns.operations.agreeing import approve_return
from aftercare.domain.returns.operations.asking import open_return
from aftercare.domain.returns.operations.inspecting import inspect_line
from aftercare.domain.returns.operations.receiving import receive_return
from aftercare.domain.returns.operations.rules import save_return_reason
from aftercare.domain.returns.queries import lines_of
from aftercare.domain.returns.states import Announced, EvidenceKind, FoundAs, Seen, Shown, Wish
from aftercare.domain.stock.models import Place
from aftercare.domain.stock.tests.make import make_place, make_site, make_stock
from aftercare.domain.units.models import Lot, Unit
from aftercare.domain.units.operations.records import introduce_unit
from aftercare.domain.units.states import Upload
from aftercare.domain.units.tests.make import make_unit
from aftercare.kit.actors import SYSTEM, Actor

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOW = {"actor": SYSTEM, "at": MONDAY}


def make_clerk(name="Liza", *, roles=("agent",)):
    return actor_for(make_user(name, roles=roles, teams=[make_team("service")]))


def customer_of(account=None, contact=None):
    """Return somebody who signs in for an account, or for themselves."""
    return Actor(
        "customer",
        77,
        "Marisol",
        frozenset({"returns.request_own"}),
        account_id=account.pk if account else None,
        contact_id=contact.pk if contact else None,
    )


def photo(name="label.jpg"):
    return Upload(name, BytesIO(b"\xff\xd8\xff\xe0" + name.encode()))


def shown(kind=EvidenceKind.PHOTO, name="front.jpg"):
    return Shown(kind, name, photo(name).content)


def make_reason(code="FAULTY", **given):
    details = {"name": "Does not work", "evidence": [EvidenceKind.PHOTO]}
    return save_return_reason(code=code, **details | given, **NOW)


def make_returnable(serial="AX55-2519-B0042", *, account=None, contact=None) -> Unit:
    """Return a television that is somebody's."""
    if not Item.objects.filter(code="AX55").exists():
        make_item("AX55", name="55-inch set")
    unit = make_unit(serial)
    unit.account, unit.contact = account, contact
    unit.save(update_fields=["account", "contact"])
    return unit


def make_reel(number="L-100", *, account, quantity=6000) -> Lot:
    """Return a lot of which so much was delivered to an account."""
    item = Item.objects.filter(code="LM358").first() or make_item("LM358", name="Amplifier")
    unit = introduce_unit(item="LM358", lot=number, quantity=quantity, **NOW)
    Unit.objects.filter(pk=unit.pk).update(account=account)
    return Lot.objects.get(item=item, number=number)


def announced(thing, quantity=1):
    """Return a unit, or so much of a lot, as a line of a wish."""
    if isinstance(thing, Unit):
        return Announced(thing.item_id, unit_id=thing.pk)
    return Announced(thing.item_id, lot_id=thing.pk, quantity=Decimal(quantity))


def seen(thing, quantity=1):
    """Return what a scan of a unit, or of a label of a lot, shows."""
    if isinstance(thing, Unit):
        return Seen(thing.serial, thing.item_id, unit_id=thing.pk)
    return Seen(thing.number, thing.item_id, lot_id=thing.pk, quantity=Decimal(quantity))


def make_return(*lines, account=None, reason=None, shows=(), at=MONDAY, **given) -> Rma:
    """Return what a shop wants to send back: a television, where nothing else is said."""
    account = account or Account.objects.first() or make_account()
    lines = lines or (announced(make_returnable(account=account)),)
    reason = reason or ReturnReason.objects.first() or make_reason()
    wish = Wish(lines, words="No picture", shown=shows)
    details = {"site": Site.objects.first() or make_site(), "account": account}
    return open_return(wish, reason=reason, **details | given, actor=SYSTEM, at=at)


def make_received(*lines, **given) -> Rma:
    """Return a return whose lines have all come."""
    rma = make_return(*lines, **given)
    approve_return(rma, **NOW)
    for line in lines_of(rma):
        thing = line.unit or line.lot
        come(rma, thing, line.quantity)
    return rma


def come(rma, thing, quantity=1, *, key=None, site=None):
    """Scan something in with a return."""
    site = site or Site.objects.first()
    key = key or f"{rma and rma.pk}-{thing}-{quantity}"
    return receive_return(rma, seen=seen(thing, quantity), site=site, key=key, **NOW)


def make_inspected(*lines, found=FoundAs.AS_CLAIMED, **given) -> Rma:
    """Return a return whose lines were all looked at."""
    rma = make_received(*lines, **given)
    for line in lines_of(rma):
        inspect_line(line, found=found, words="Seen", photos=[photo()], **NOW)
    return rma


def first_line(rma):
    return lines_of(rma)[0]


def make_removed(order=None, *, designator="U17", number="2519-B") -> RepairPart:
    """Return a part that was taken out of a unit, and lies ready for its supplier."""
    driver = Item.objects.filter(code="MP3394").first() or make_part("MP3394")
    if not Place.objects.filter(code="A-01").exists():
        make_place("SUPPLIER", "supplier")
        make_stock(driver, 9, to=make_place("A-01"), cost="3")
    order = order or make_order_at(OrderStatus.REPAIRING, serial=f"AX55-{number}")
    if not Bom.objects.filter(item=order.item).exists():
        save_bom(order.item, [Part(driver, 2, "U17, U18")], **NOW)
    need_part(order, item=driver, designator=designator, **NOW)
    return fit_part(
        order,
        scanned=Scanned(driver.pk),
        scan=designator + number,
        old_goes=OldPartGoes.SUPPLIER,
        old_number=number,
        **NOW,
    )
