"""What customers of Northwell sent back in eighteen months: thirty returns on their way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

from aftercare.base.company.queries import visible_sites
from aftercare.demo.attachments import make_attachment
from aftercare.demo.founding import DAY, Northwell, chance_of
from aftercare.domain.catalog.queries import find_item
from aftercare.domain.repairs.queries import visible_work_orders
from aftercare.domain.returns.operations.agreeing import (
    approve_return,
    expire_return,
    refuse_return,
)
from aftercare.domain.returns.operations.asking import open_return
from aftercare.domain.returns.operations.deciding import (
    pay_line_back,
    repair_line,
    replace_line,
    return_line_as_is,
    send_line_back,
)
from aftercare.domain.returns.operations.freight import note_freight
from aftercare.domain.returns.operations.inspecting import inspect_line
from aftercare.domain.returns.operations.receiving import receive_return
from aftercare.domain.returns.operations.rules import save_approval_rule, save_return_reason
from aftercare.domain.returns.queries import lines_of
from aftercare.domain.returns.states import (
    Announced,
    EvidenceKind,
    FoundAs,
    FreightRule,
    Outcome,
    Seen,
    Shown,
    Side,
    Wish,
)
from aftercare.domain.shipping.states import ParcelWay
from aftercare.domain.units.operations.records import change_owner, introduce_unit
from aftercare.domain.units.queries import find_units
from aftercare.domain.units.states import OwnedBy, Upload
from aftercare.kit.actors import SYSTEM, Actor

UNITS, REELS = 12, 3
"""Of each round; a small company has one."""
REEL = Decimal(3000)
REEL_OF = "NW-3310"
REASONS: tuple[tuple[str, str, dict[str, str], Sequence[EvidenceKind], FreightRule], ...] = (
    (
        "FAULTY",
        "Does not work",
        {"zh-hans": "无法工作", "zh-hant": "無法運作", "fil": "Hindi gumagana"},
        (EvidenceKind.PHOTO, EvidenceKind.SERIAL_LABEL),
        FreightRule.COVERAGE,
    ),
    (
        "DAMAGED",
        "Arrived damaged",
        {"zh-hans": "到货损坏", "zh-hant": "到貨損壞", "fil": "Sira nang dumating"},
        (EvidenceKind.PHOTO, EvidenceKind.PACKING),
        FreightRule.US,
    ),
    (
        "WRONG",
        "Wrong item or quantity",
        {"zh-hans": "错发或数量不符", "zh-hant": "錯發或數量不符", "fil": "Maling item o dami"},
        (EvidenceKind.SERIAL_LABEL,),
        FreightRule.US,
    ),
    (
        "SPEC",
        "Not as specified (components)",
        {
            "zh-hans": "不符合规格（元器件）",
            "zh-hant": "不符規格（零組件）",
            "fil": "Hindi ayon sa spec",
        },
        (EvidenceKind.TEST_REPORT, EvidenceKind.SERIAL_LABEL),
        FreightRule.COVERAGE,
    ),
    (
        "UNWANTED",
        "Not needed any more",
        {"zh-hans": "不再需要", "zh-hant": "不再需要", "fil": "Hindi na kailangan"},
        (EvidenceKind.INVOICE,),
        FreightRule.CUSTOMER,
    ),
)
WORDS = ("No picture, sound is fine", "Does not start", "Corner of the glass is broken", "Flickers")


@dataclass
class Parcel:
    """One return on its way, with who does what and when."""

    rma: Any
    at: datetime
    clerk: Actor
    chance: Random
    picture: bytes

    def who(self, days: int = 1) -> dict[str, Any]:
        """Return who does the next thing, some days later."""
        self.at += days * DAY + timedelta(minutes=self.chance.randrange(90))
        return {"actor": self.clerk, "at": self.at}

    def photo(self, name: str) -> Upload:
        """Return a photo."""
        return Upload(name, BytesIO(self.picture))

    def approve(self) -> None:
        """Approve it, if no rule did."""
        if self.rma.status == "requested":
            approve_return(self.rma, **self.who(0))

    def come(self, part: int = 1) -> None:
        """Scan in what was announced, or of a reel a part of it."""
        self.approve()
        for line in lines_of(self.rma):
            seen = Seen(
                str(line.unit or line.lot),
                line.item_id,
                unit_id=line.unit_id,
                lot_id=line.lot_id,
                quantity=line.quantity / (part if line.lot_id else 1),
            )
            key = f"demo-{line.pk}-{part}"
            receive_return(self.rma, seen=seen, site=self.rma.site, key=key, **self.who(4))

    def inspect(self, found: FoundAs = FoundAs.AS_CLAIMED) -> Any:
        """Look at it; return its line."""
        self.come()
        for line in lines_of(self.rma):
            photos = [self.photo("inspection.jpg")]
            inspect_line(line, found=found, words="Tested for an hour", photos=photos, **self.who())
        return lines_of(self.rma)[0]

    def repair(self) -> None:
        """Send it to the workshop; a reel is replaced."""
        line = self.inspect()
        decide = repair_line if line.unit_id else replace_line
        decide(line, **self.who(0))

    def replace(self) -> None:
        """Decide that the customer gets another one."""
        replace_line(self.inspect(), **self.who(0))

    def refund(self) -> None:
        """Pay it back."""
        line = self.inspect()
        amount = Decimal(450 if line.lot_id else 389)
        pay_line_back(
            line, how=Outcome.REFUND, amount=amount, what_for="As invoiced", **self.who(0)
        )

    def nothing_wrong(self) -> None:
        """Find nothing, charge the freight, send it back."""
        line = self.inspect(FoundAs.NO_FAULT)
        return_line_as_is(line, why="Works; the source was set to HDMI 3", **self.who(0))
        send_line_back(line, **self.who())
        note_freight(
            self.rma,
            way=ParcelWay.OUT,
            bill=Decimal("38.50"),
            paid_by=Side.US,
            evidence=self.photo("waybill.jpg"),
            **self.who(),
        )

    def refuse(self) -> None:
        """Do not take it back."""
        refuse_return(self.rma, why="Opened by somebody else; see the photo", **self.who())

    def expire(self) -> None:
        """Wait for it in vain."""
        self.approve()
        expire_return(self.rma, actor=SYSTEM, at=self.at + 31 * DAY)


ENDED: tuple[Callable[[Parcel], None], ...] = (
    Parcel.refund,
    Parcel.nothing_wrong,
    Parcel.refuse,
    Parcel.expire,
    Parcel.refund,
)
OPEN: tuple[Callable[[Parcel], None], ...] = (
    lambda parcel: None,
    Parcel.approve,
    Parcel.come,
    lambda parcel: parcel.come(part=2),
    lambda parcel: parcel.inspect(),
    Parcel.repair,
    Parcel.replace,
)
"""How far the returns are that are still open."""


def take_things_back(northwell: Northwell) -> None:
    """Say why things are returned, and what needs no person; then let some come back."""
    chance = chance_of("returns")
    began: dict[str, Any] = {"actor": SYSTEM, "at": northwell.began}
    reasons = {
        code: save_return_reason(
            code=code, name=name, names=names, evidence=evidence, freight=freight, **began
        )
        for code, name, names, evidence, freight in REASONS
    }
    save_approval_rule(None, name="In guarantee, and shown", **began)
    photo = make_attachment("photo", chance, {"model": "AX-5500", "serial": "AX55", "lot": "2519"})
    picture = photo.content if isinstance(photo.content, bytes) else photo.content.read()
    rounds = 1 if northwell.share < 0.5 else 2
    things = [*_units(northwell, chance, rounds), *_reels(northwell, chance, rounds)]
    for number, (line, customer) in enumerate(things):
        left = len(things) - number
        is_open = left <= rounds * len(OPEN)
        days = 6 + left if is_open else 30 + 16 * left
        code = "SPEC" if line.lot_id else chance.choice(("FAULTY", "FAULTY", "DAMAGED", "WRONG"))
        at = northwell.until - days * DAY
        wish = Wish(
            [line],
            words="Measured out of range" if line.lot_id else chance.choice(WORDS),
            shown=[Shown(EvidenceKind.PHOTO, "fault.jpg", BytesIO(picture))],
        )
        clerk = northwell.who("ana")
        rma = open_return(
            wish,
            reason=reasons[code],
            site=visible_sites(SYSTEM).order_by("pk")[0],
            **customer,
            actor=clerk,
            at=at,
        )
        ways = OPEN if is_open else ENDED
        ways[number % len(ways)](Parcel(rma, at, clerk, chance, picture))


def _units(
    northwell: Northwell, chance: Random, rounds: int
) -> list[tuple[Announced, dict[str, Any]]]:
    in_workshop = set(visible_work_orders(SYSTEM).values_list("unit", flat=True))
    serials = chance.sample(sorted(northwell.in_the_field), min(120, len(northwell.in_the_field)))
    owned = [
        unit
        for unit in find_units(serials)
        if (unit.account or unit.contact) and unit.pk not in in_workshop
    ]
    return [
        (
            Announced(unit.item_id, unit_id=unit.pk),
            {"account": unit.account, "contact": unit.contact},
        )
        for unit in owned[: rounds * UNITS]
    ]


def _reels(
    northwell: Northwell, chance: Random, rounds: int
) -> list[tuple[Announced, dict[str, Any]]]:
    """Return reels that were delivered to companies, of which some come back."""
    item = find_item(REEL_OF)
    buyers = [each.contact for each in northwell.customers if each.contact.account_id]
    if item is None:
        return []
    reels = []
    for number, buyer in enumerate(buyers[: rounds * REELS]):
        at = northwell.until - (500 - 40 * number) * DAY
        lot = f"26{10 + number}-R{number + 1}"
        reel = introduce_unit(item=item.code, lot=lot, quantity=int(REEL) * 2, actor=SYSTEM, at=at)
        how: dict[str, Any] = {
            "how": OwnedBy.SHIPPED,
            "since": at.date(),
            "actor": SYSTEM,
            "at": at,
        }
        change_owner(reel, account=buyer.account, contact=None, **how)
        quantity = REEL * chance.choice((1, 2))
        line = Announced(reel.item_id, lot_id=reel.lot_id, quantity=quantity)
        reels.append((line, {"account": buyer.account}))
    return reels
