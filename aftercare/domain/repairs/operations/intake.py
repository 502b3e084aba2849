"""A unit is announced, comes, and is somebody's to work on."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.base.company.models import Site
from aftercare.base.company.queries import setting
from aftercare.base.people.models import Team, User
from aftercare.base.people.steps import notify
from aftercare.base.promises.steps import hand_over_promises
from aftercare.domain.cases.models import Case
from aftercare.domain.catalog.models import Item
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.customers.states import Introduction
from aftercare.domain.customers.steps import introduce
from aftercare.domain.repairs.events import (
    OrderAssigned,
    OrderCancelled,
    OrderOpened,
    PhotosAdded,
    UnitReceived,
)
from aftercare.domain.repairs.models import WorkOrder
from aftercare.domain.repairs.permissions import RepairPermission
from aftercare.domain.repairs.queries import PHOTOS_AT_RECEIPT, QUOTE_HOURS
from aftercare.domain.repairs.states import OrderKind, OrderStatus, PhotoOf, RepairPromise
from aftercare.domain.repairs.steps import (
    MorePhotosNeeded,
    advance,
    announce_order,
    begin_order,
    hold_order,
    keep_photos,
    note_on_order,
    owe,
)
from aftercare.domain.repairs.steps.goods import take_in_goods
from aftercare.domain.units.models import Unit
from aftercare.domain.units.states import Upload
from aftercare.kit.actors import Actor
from aftercare.kit.refs import Ref, ref
from aftercare.kit.refusals import Refused
from aftercare.kit.states import IllegalMove


class ComplaintMissing(Refused):
    """A work order says what the customer complains of."""


@transaction.atomic
def open_work_order(
    item: Item,
    *,
    unit: Unit | None = None,
    case: Case | None = None,
    site: Site,
    complaint: str,
    kind: OrderKind = OrderKind.UNIT,
    account: Account | None = None,
    contact: Contact | None = None,
    caller: Introduction | None = None,
    team: Team | None = None,
    reported_on: date | None = None,
    failed_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> WorkOrder:
    """
    Open a work order, of a case or over the counter; the unit is expected then.

    What the case knows of the customer, and the unit of its owner, nobody types again. A `caller`
    at the counter who is not known yet becomes a contact. Raises `ComplaintMissing`,
    `UnitIsBeingRepaired`, `NotOfThisKind`.
    """
    actor.must(RepairPermission.OPEN)
    if not complaint.strip():
        raise ComplaintMissing(_("Say what the customer complains of."))
    if caller and (caller.name.strip() or caller.addresses):
        contact = introduce(caller, contact=contact, actor=actor, at=at)
    if account is None and contact:
        account = contact.account
    order = WorkOrder(item=item, unit=unit, case=case, kind=kind, site=site, team=team)
    order.account, order.contact = account, contact
    order.complaint, order.failed_on = complaint.strip()[:300], failed_on
    order.reported_on = reported_on or (case.opened_at if case else at).date()
    begin_order(order, actor=actor, at=at)
    announce_order(OrderOpened, order, kind=order.kind, actor=actor, at=at)
    return order


@transaction.atomic
def receive_unit(
    order: WorkOrder,
    *,
    photos: Sequence[Upload],
    looks: str = "",
    accessories: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """
    Take a unit in, with photos of how it came; a quote is owed from now on.

    A customer's own stands in our stock at no worth until it goes. Raises `MorePhotosNeeded`,
    `IllegalMove`, `StaleRow`, `FileTooLarge`, what stock raises.
    """
    actor.must(RepairPermission.RECEIVE)
    order = hold_order(order)
    shown = keep_photos(order, photos, PhotoOf.RECEIPT, actor=actor, at=at)
    needed = setting(PHOTOS_AT_RECEIPT.name)
    if shown < needed:
        raise MorePhotosNeeded(
            _("Take at least %(needed)s photos of the unit: front, back, label, damage.")
            % {"needed": needed}
        )
    advance(
        order,
        OrderStatus.RECEIVED,
        received_at=at,
        looks=looks.strip()[:300],
        accessories=accessories.strip()[:300],
        actor=actor,
        at=at,
    )
    take_in_goods(order, actor=actor, at=at)
    owe(order, RepairPromise.QUOTE, hours=setting(QUOTE_HOURS.name), actor=actor, at=at)
    announce_order(UnitReceived, order, photos=shown, actor=actor, at=at)


@transaction.atomic
def add_photos(
    order: WorkOrder, *, photos: Sequence[Upload], of: PhotoOf, actor: Actor, at: datetime
) -> None:
    """Keep more photos of a unit. Raises `MorePhotosNeeded` if there are none."""
    actor.must(RepairPermission.WORK)
    if not photos:
        raise MorePhotosNeeded(_("Choose at least one photo."))
    shown = keep_photos(order, photos, of, actor=actor, at=at)
    announce_order(PhotosAdded, order, photos=shown, of=of, actor=actor, at=at)


@transaction.atomic
def assign_order(
    order: WorkOrder, *, team: Team | None, assignee: User | None, actor: Actor, at: datetime
) -> None:
    """Give a work order to a team, and to somebody of it or nobody yet. Raises `IllegalMove`."""
    actor.must(RepairPermission.ASSIGN)
    order = hold_order(order)
    _must_be_open(order)
    _announce_hand_over(order, team, assignee, actor, at)


@transaction.atomic
def take_order(order: WorkOrder, *, actor: Actor, at: datetime) -> None:
    """Take a work order oneself, also from a colleague who hears of it. Raises `IllegalMove`."""
    actor.must(RepairPermission.WORK)
    order = hold_order(order)
    _must_be_open(order)
    _announce_hand_over(order, order.team, User.objects.get(pk=actor.id), actor, at)


def _must_be_open(order: WorkOrder) -> None:
    if order.is_closed:
        raise IllegalMove(_("%(order)s is closed. Open a new one.") % {"order": order})


def _announce_hand_over(
    order: WorkOrder, team: Team | None, assignee: User | None, actor: Actor, at: datetime
) -> None:
    before = order.assignee_id
    note_on_order(order, team=team, assignee=assignee)
    owner = Ref("user", assignee.pk) if assignee else Ref("team", team.pk if team else 0)
    hand_over_promises(ref(order), owner=owner, at=at)
    others = {before, assignee.pk if assignee else None} - {actor.id, None}
    data = {"code": order.code, "subject": order.complaint[:80]}
    notify(
        *sorted(each for each in others if each),
        kind="order_assigned",
        about=ref(order),
        data=data,
        at=at,
    )
    announce_order(
        OrderAssigned,
        order,
        user_id=assignee.pk if assignee else None,
        team_id=team.pk if team else None,
        actor=actor,
        at=at,
    )


@transaction.atomic
def cancel_work_order(order: WorkOrder, *, why: str, actor: Actor, at: datetime) -> None:
    """Close a work order whose unit never came. Raises `IllegalMove`, `StaleRow`."""
    actor.must(RepairPermission.OPEN)
    advance(hold_order(order), OrderStatus.CANCELLED, why=why, actor=actor, at=at)
    announce_order(OrderCancelled, order, actor=actor, at=at)
