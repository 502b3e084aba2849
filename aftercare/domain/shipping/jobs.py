import logging
from datetime import timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from aftercare.base.journal.steps import later
from aftercare.domain.shipping.models import CarrierWord, LabelPurchase, Parcel, PickUp
from aftercare.domain.shipping.operations.carriers import (
    follow_parcel,
    hear_carrier,
    put_word_aside,
    report_carrier_trouble,
)
from aftercare.domain.shipping.operations.labels import (
    keep_rates,
    note_label_bought,
    note_label_given_back,
    note_label_refused,
    order_label,
)
from aftercare.domain.shipping.operations.pick_ups import note_pick_up
from aftercare.domain.shipping.ports import (
    CarrierRefused,
    Label,
    PickUpWish,
    TellingCarrier,
    Tracked,
    ask_carriers,
    carrier_of,
)
from aftercare.domain.shipping.queries import (
    access_of,
    consignment_of,
    labels_left_alone,
    open_purchase,
    parcels_to_ask_for,
    silent_words,
    visible_carriers,
)
from aftercare.domain.shipping.states import (
    HOLDS_PARCEL,
    PASSES,
    CarrierTrouble,
    ParcelStatus,
    PostalAddress,
    PurchaseStatus,
)
from aftercare.domain.shipping.steps import claim_cancellation, claim_purchase, claim_question
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM

log = logging.getLogger(__name__)

PERSISTENT = RetryStrategy(max_attempts=10, exponential_wait=2)
FORGOTTEN_AFTER = timedelta(minutes=3)
STRANGE_AFTER = timedelta(hours=6)
"""So long word of a parcel we do not know waits for its label to be noted."""
MOST_GIVING_BACK = 8
MOST_QUESTIONS = 200


@app.task(name="shipping.get_label", retry=PERSISTENT)
def get_label(*, parcel_id: int) -> None:
    """
    Ask the carriers in use, and buy what suits the customer's wish best, if any sells.

    Nothing is asked twice: a parcel that has a label, or for which one is bought, is left alone.
    """
    parcel = Parcel.objects.select_related("site").get(pk=parcel_id)
    held = open_purchase(parcel)
    if (
        parcel.status != ParcelStatus.DRAFT
        or parcel.is_collected
        or (held and held.status in HOLDS_PARCEL)
    ):
        return
    accounts = [access_of(each) for each in visible_carriers(SYSTEM).filter(active=True)]
    answers = ask_carriers(consignment_of(parcel, at=clock.now()), accounts)
    rates = keep_rates(parcel, answers, actor=SYSTEM, at=clock.now())
    best = next((each for each in rates if each.suits and each.name), None)
    if best and carrier_of(best.account.kind).capabilities.sells:
        order_label(best, actor=SYSTEM, at=clock.now())


@app.task(name="shipping.buy_label", retry=PERSISTENT)
def buy_label(*, purchase_id: int) -> None:
    """Buy one label; bought already, or claimed by another worker, it is left alone."""
    purchase = LabelPurchase.objects.select_related("parcel", "rate__account").get(pk=purchase_id)
    if not claim_purchase(purchase, at=clock.now()):
        return
    try:
        label = _bought(purchase)
    except CarrierRefused as refused:
        if refused.kind == CarrierTrouble.AUTH:
            later("shipping.note_trouble", account_id=purchase.rate.account_id, why=refused.why)
        note_label_refused(purchase, refused, actor=SYSTEM, at=clock.now())
    else:
        if purchase.rate.account.trouble:
            later("shipping.note_trouble", account_id=purchase.rate.account_id, why="")
        note_label_bought(purchase, label, actor=SYSTEM, at=clock.now())


def _bought(purchase: LabelPurchase) -> Label:
    account = purchase.rate.account
    try:
        return carrier_of(account.kind).buy(purchase.rate.name, access_of(account))
    except CarrierRefused:
        raise
    except Exception as problem:  # whatever an adapter does not foresee must not stay unsaid
        log.exception("The label of %s could not be bought", purchase.parcel_id)
        raise CarrierRefused(CarrierTrouble.UNKNOWN, repr(problem)) from problem


@app.task(name="shipping.note_trouble")
def note_trouble(*, account_id: int, why: str) -> None:
    """Say at an account why it does not work."""
    account = visible_carriers(SYSTEM).get(pk=account_id)
    report_carrier_trouble(account, trouble=why, actor=SYSTEM, at=clock.now())


@app.task(name="shipping.give_label_back", retry=PERSISTENT)
def give_label_back(*, purchase_id: int) -> None:
    """Give one label back to its carrier."""
    purchase = LabelPurchase.objects.select_related("parcel", "rate__account").get(pk=purchase_id)
    if not claim_cancellation(purchase, at=clock.now()):
        return
    account, trouble = purchase.rate.account, ""
    try:
        carrier_of(account.kind).cancel(purchase.rate.name, access_of(account))
    except CarrierRefused as refused:
        passes = refused.kind in (*PASSES, CarrierTrouble.UNKNOWN)
        if passes and purchase.tries < MOST_GIVING_BACK:
            return  # `look_after_labels` comes again
        trouble = refused.why
    note_label_given_back(purchase, trouble=trouble, actor=SYSTEM, at=clock.now())


@app.task(name="shipping.order_pick_up", retry=PERSISTENT)
def order_pick_up_at_carrier(*, pick_up_id: int) -> None:
    """Order one pick-up at its carrier, which knows our name of it."""
    ordered = PickUp.objects.select_related("account").get(pk=pick_up_id)
    offers = LabelPurchase.objects.filter(
        parcel__pick_up=ordered, status=PurchaseStatus.BOUGHT
    ).values_list("rate__name", flat=True)
    wish = PickUpWish(
        reference=f"pick-up-{ordered.pk}",
        address=PostalAddress(**ordered.address),
        begins_at=ordered.begins_at,
        ends_at=ordered.ends_at,
        offers=list(offers),
        note=ordered.note,
    )
    confirmation, trouble = "", ""
    try:
        carrier, access = carrier_of(ordered.account.kind), access_of(ordered.account)
        confirmation = carrier.pick_up(wish, access)
    except CarrierRefused as refused:
        if refused.kind in PASSES:
            raise  # the job comes again
        trouble = refused.why
    note_pick_up(ordered, confirmation=confirmation, trouble=trouble, actor=SYSTEM, at=clock.now())


@app.task(name="shipping.hear_carrier", retry=PERSISTENT)
def hear_word(*, word_id: int) -> None:
    """Take in one word of a carrier; what cannot be read goes aside."""
    word = CarrierWord.objects.select_related("account").get(pk=word_id)
    at = clock.now()
    try:
        told = _told(word)
    except ValueError as problem:
        put_word_aside(word, problem=str(problem), actor=SYSTEM, at=at)
        return
    is_known = hear_carrier(word, told, actor=SYSTEM, at=at)
    if not is_known and at - word.received_at > STRANGE_AFTER:
        put_word_aside(word, problem="No parcel of ours has this number.", actor=SYSTEM, at=at)


def _told(word: CarrierWord) -> list[Tracked]:
    carrier: TellingCarrier = carrier_of(word.account.kind)  # type: ignore[assignment]  # it told
    return list(carrier.parse(bytes(word.raw)))


@app.periodic(cron="* * * * *")
@app.task(name="shipping.look_after_labels", queueing_lock="shipping.look_after_labels")
def look_after_labels(timestamp: int) -> None:
    """Go on with labels, and words of carriers, whose job was lost or whose worker died."""
    at = clock.now()
    for purchase in labels_left_alone(at - FORGOTTEN_AFTER, most=200):
        is_bought = purchase.status != PurchaseStatus.CANCELLING
        task = "shipping.buy_label" if is_bought else "shipping.give_label_back"
        later(task, purchase_id=purchase.pk)
    for word in silent_words(at - FORGOTTEN_AFTER, most=200):
        later("shipping.hear_carrier", word_id=word.pk)


@app.periodic(cron="*/15 * * * *")
@app.task(name="shipping.ask_for_ways", queueing_lock="shipping.ask_for_ways")
def ask_for_ways(timestamp: int) -> None:
    """Ask carriers for the way of parcels of which nothing was heard for long."""
    for parcel in parcels_to_ask_for(clock.now(), most=MOST_QUESTIONS):
        later("shipping.ask_for_way", parcel_id=parcel.pk)


@app.task(name="shipping.ask_for_way")
def ask_for_way(*, parcel_id: int) -> None:
    """Ask a carrier for the way of one parcel; whoever does not answer is asked again later."""
    parcel = Parcel.objects.select_related("carrier").get(pk=parcel_id)
    account = parcel.carrier
    if account is None or not claim_question(parcel, at=clock.now()):
        return
    try:
        told = carrier_of(account.kind).track(parcel.number, access_of(account))
    except CarrierRefused as refused:
        if refused.kind == CarrierTrouble.AUTH:
            later("shipping.note_trouble", account_id=account.pk, why=refused.why)
        return
    follow_parcel(parcel, told, actor=SYSTEM, at=clock.now())
