"""What is returned comes in a parcel, and what goes out for it goes in one."""

from collections.abc import Sequence
from datetime import datetime

from aftercare.domain.returns.models import Rma, RmaLine, SupplierReturn, SupplierReturnLine
from aftercare.domain.returns.queries import (
    freight_of,
    lines_to_supplier,
    parcel_awaited,
    site_of_line,
)
from aftercare.domain.returns.states import AWAITED, ComesBy
from aftercare.domain.shipping.events import ParcelDrafted
from aftercare.domain.shipping.models import Parcel
from aftercare.domain.shipping.queries import (
    address_of_customer,
    address_of_site,
    as_wished,
    is_being_bought,
)
from aftercare.domain.shipping.states import (
    Content,
    Freight,
    PaidBy,
    ParcelFacts,
    ParcelStatus,
    ParcelWay,
)
from aftercare.domain.shipping.steps import (
    announce_parcel,
    call_off,
    hold_parcel,
    make_parcel,
    parcel_arrives,
    want_label,
)
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref

UNSENT = (ParcelStatus.DRAFT, ParcelStatus.LABELED)


def await_parcel(rma: Rma, *, actor: Actor, at: datetime) -> Parcel | None:
    """
    Prepare the parcel in which a return comes, unless the customer brings it.

    With a label of ours a job asks the carriers and chooses, once both addresses are known.
    """
    lines = RmaLine.objects.filter(rma=rma, status__in=AWAITED).order_by("number")
    contents = [content_of(line) for line in lines]
    if rma.comes_by == ComesBy.BROUGHT or not contents:
        return None
    parcel = parcel_awaited(rma) or _prepare(rma, contents, actor=actor, at=at)
    ends = (parcel.from_address, parcel.to_address)
    if rma.comes_by == ComesBy.LABEL and all(each.is_complete for each in ends):
        want_label(parcel)
    return parcel


def _prepare(rma: Rma, contents: Sequence[Content], *, actor: Actor, at: datetime) -> Parcel:
    theirs = address_of_customer(rma.account, rma.contact)
    facts = ParcelFacts(theirs, address_of_site(rma.site), freight=freight_for_parcel(rma))
    parcel = make_parcel(
        ParcelWay.IN,
        facts,
        belongs_to=ref(rma),
        about=_case_of(rma),
        contents=contents,
        site=rma.site,
        account=rma.account,
        contact=rma.contact,
        at=at,
    )
    announce_parcel(ParcelDrafted, parcel, way=parcel.way, actor=actor, at=at)
    return parcel


def content_of(line: RmaLine) -> Content:
    """Return what is on a line, as a parcel holds it."""
    return Content(
        line.item_id,
        line.received or line.quantity,
        unit_id=line.unit_id,
        lot_id=line.lot_id,
        belongs_to=str(ref(line)),
    )


def freight_for_parcel(rma: Rma) -> Freight:
    """Return who pays the freight by rule, and why."""
    freight = freight_of(rma)
    return Freight(
        PaidBy.by_share(freight.customer), because=freight.because, share=freight.customer
    )


def call_parcel_off(rma: Rma, *, actor: Actor, at: datetime) -> None:
    """Await no parcel any more; one that is under way, or whose label is bought now, is left."""
    parcel = parcel_awaited(rma)
    if parcel and parcel.status in UNSENT and not is_being_bought(parcel):
        call_off(hold_parcel(parcel), actor=actor, at=at)


def parcel_is_here(rma: Rma, *, actor: Actor, at: datetime) -> None:
    """Let the parcel be here out of which something was scanned."""
    if parcel := parcel_awaited(rma):
        parcel_arrives(parcel, actor=actor, at=at)


def send_out(
    rma: Rma, contents: Sequence[Content], *, belongs_to: Ref, actor: Actor, at: datetime
) -> Parcel:
    """Prepare a parcel to the customer with something for their return."""
    usual = address_of_customer(rma.account, rma.contact)
    facts = ParcelFacts(address_of_site(rma.site), usual, freight=freight_for_parcel(rma))
    parcel = make_parcel(
        ParcelWay.OUT,
        as_wished(facts, ref(rma)),
        belongs_to=belongs_to,
        about=[ref(rma), *_case_of(rma)],
        contents=contents,
        site=rma.site,
        account=rma.account,
        contact=rma.contact,
        at=at,
    )
    announce_parcel(ParcelDrafted, parcel, way=parcel.way, actor=actor, at=at)
    return parcel


def send_out_to_supplier(going: SupplierReturn, *, actor: Actor, at: datetime) -> Parcel:
    """Prepare a parcel to a supplier under their number; what that costs nobody has decided."""
    lines = list(lines_to_supplier(going))
    site = site_of_line(lines[0])
    facts = ParcelFacts(
        address_of_site(site),
        address_of_customer(going.supplier, None),
        note=f"{going.code} / {going.their_number}",
    )
    from_where = {ref(line.rma_line.rma) for line in lines if line.rma_line}
    from_where |= {ref(line.part.order) for line in lines if line.part}
    parcel = make_parcel(
        ParcelWay.OUT,
        facts,
        belongs_to=ref(going),
        about=sorted(from_where, key=str),
        contents=[_content_to_supplier(line) for line in lines],
        site=site,
        account=going.supplier,
        at=at,
    )
    announce_parcel(ParcelDrafted, parcel, way=parcel.way, actor=actor, at=at)
    return parcel


def _content_to_supplier(line: SupplierReturnLine) -> Content:
    if line.rma_line:
        return content_of(line.rma_line)
    note = line.part.old_number if line.part else ""
    return Content(line.item_id, line.quantity, belongs_to=str(ref(line)), note=note)


def _case_of(rma: Rma) -> list[Ref]:
    return [Ref("case", rma.case_id)] if rma.case_id else []
