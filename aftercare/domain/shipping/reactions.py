from datetime import datetime

from aftercare.base.people.steps import notify
from aftercare.base.promises.events import PromiseSlipping
from aftercare.domain.customers.events import (
    AccountsMerged,
    AccountsUnmerged,
    ContactsMerged,
    ContactsUnmerged,
)
from aftercare.domain.customers.steps import move_back, move_to_merged
from aftercare.domain.shipping.models import DeliveryWish, Parcel
from aftercare.kit.actors import Actor
from aftercare.kit.reactions import reacts_to
from aftercare.kit.refs import ref


@reacts_to(PromiseSlipping)
def warn_who_sent_it(event: PromiseSlipping, *, actor: Actor, at: datetime) -> None:
    """Let who sent a parcel know that it may not be there in time."""
    kind, _colon, number = event.subject.partition(":")
    whom, _colon, user = event.owner.partition(":")
    if kind != "parcel" or whom != "user":
        return
    parcel = Parcel.objects.get(pk=int(number))
    data = {"code": parcel.code, "subject": parcel.carrier_name}
    notify(int(user), kind="delivery_slips", about=ref(parcel), data=data, at=at)


@reacts_to(ContactsMerged)
def move_parcels_of_merged(event: ContactsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the parcels of the first of two contacts be those of the second."""
    move_to_merged(event, Parcel, DeliveryWish)


@reacts_to(ContactsUnmerged)
def move_parcels_back(event: ContactsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the parcels that were moved when two contacts were one."""
    move_back(event, Parcel, DeliveryWish)


@reacts_to(AccountsMerged)
def move_parcels_of_merged_account(event: AccountsMerged, *, actor: Actor, at: datetime) -> None:
    """Let the parcels of the first of two accounts be those of the second."""
    move_to_merged(event, Parcel)


@reacts_to(AccountsUnmerged)
def move_parcels_of_account_back(event: AccountsUnmerged, *, actor: Actor, at: datetime) -> None:
    """Give back the parcels that were moved when two accounts were one."""
    move_back(event, Parcel)
