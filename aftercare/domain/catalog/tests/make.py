from datetime import UTC, datetime

from aftercare.domain.catalog.operations.items import register_item
from aftercare.kit.actors import SYSTEM

MONDAY = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def make_item(code="NW-5540", **given):
    details = {"name": "55-inch television", "kind": "device", "item_class": "television.lcd"}
    return register_item(code=code, **details | given, actor=SYSTEM, at=MONDAY)
