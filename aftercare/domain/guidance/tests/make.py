from datetime import UTC, datetime, timedelta

from aftercare.base.people.models import User
from aftercare.base.people.queries import actor_for
from aftercare.base.people.tests.make import make_team, make_user
from aftercare.domain.conversations.jobs import _outgoing
from aftercare.domain.conversations.tests.make import make_channel
from aftercare.domain.customers.models import Account, Contact
from aftercare.domain.customers.tests.make import make_account, make_contact
from aftercare.domain.guidance.models import GuidanceSession
from aftercare.domain.guidance.operations.planning import plan_sessions
from aftercare.domain.guidance.states import Slot, Topic
from aftercare.kit.actors import SYSTEM

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOW = {"actor": SYSTEM, "at": MONDAY}
TUESDAY = Slot(datetime(2026, 10, 6, 8, tzinfo=UTC), datetime(2026, 10, 6, 9, tzinfo=UTC), "UTC")
"""Eight days from now."""


def make_holder(name="Ines", **given) -> User:
    known = User.objects.filter(name=name).first()
    return known or make_user(name, roles=["engineer"], teams=[make_team("rnd")], **given)


def make_planner(name="Liza", *, roles=("agent",)):
    return actor_for(make_user(name, roles=roles, teams=[make_team("service")]))


def make_key_account(name="Rheinwerk Displays", **given) -> Account:
    details = {"tier": "key", "country": "DE", "time_zone": "Europe/Berlin"}
    return make_account(name, **details | given)


def make_guests(account, *names) -> list[Contact]:
    """Return people of a customer, each known by a mail address."""
    domain = f"{account.name.split()[0].lower()}.example"
    return [
        make_contact(name, account=account, email=f"{name.split()[0].lower()}@{domain}")
        for name in names or ("Greta Vogel", "Otto Kern")
    ]


def topic(account, **given) -> Topic:
    """Return what a session is about: a new panel, shown to all whom we know of a customer."""
    guests = Contact.objects.filter(account=account).order_by("pk") or make_guests(account)
    details = {
        "subject": "Driving the new panel",
        "how": "video",
        "place": "https://meet.northwell.example/panel",
        "holders": [(make_holder().pk, "Panels")],
        "guests": [each.pk for each in guests],
    }
    return Topic(**details | given)


def make_sessions(account=None, *, slot=TUESDAY, at=MONDAY, actor=SYSTEM, **given):
    make_channel()
    account = account or Account.objects.first() or make_key_account()
    planned = {name: given.pop(name) for name in ("case", "repeat") if name in given}
    about = topic(account, **given)
    return plan_sessions(account, about, slot, **planned, actor=actor, at=at)


def make_session(account=None, **given) -> GuidanceSession:
    return make_sessions(account, **given)[0]


def outgoing(message):
    """Return what goes to the channel of a message."""
    return _outgoing(message, name=message.external_id, text=message.text)
