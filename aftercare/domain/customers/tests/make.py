from datetime import UTC, datetime

from aftercare.domain.customers.operations.records import add_contact, register_account
from aftercare.kit.actors import SYSTEM

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def make_account(name="Harborline Retail", **given):
    details = {"country": "PH", "language": "en", "time_zone": "Asia/Manila"}
    return register_account(name=name, **details | given, actor=SYSTEM, at=MONDAY)


def make_contact(name="Marisol Reyes", *, account=None, **given):
    details = {"email": f"{name.split()[0].lower()}@harborline.example"}
    return add_contact(account, name=name, **details | given, actor=SYSTEM, at=MONDAY)
