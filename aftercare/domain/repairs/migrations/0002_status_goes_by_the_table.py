from django.db import migrations

from aftercare.kit.guards import goes_where_it_may

MOVES = {
    "expected": ("received", "cancelled"),
    "received": ("diagnosed", "away", "refused"),
    "diagnosed": ("quoted", "approved", "away", "refused", "exchanged", "scrapped"),
    "quoted": ("approved", "refused"),
    "approved": (
        "quoted", "waiting", "repairing", "testing", "away", "refused", "exchanged", "scrapped",
    ),
    "waiting": ("quoted", "repairing", "refused", "exchanged", "scrapped"),
    "repairing": ("quoted", "waiting", "testing", "refused", "exchanged", "scrapped"),
    "away": ("testing", "refused", "exchanged", "scrapped"),
    "testing": ("tested", "repairing"),
    "tested": ("cleaned", "repairing"),
    "cleaned": ("handed_over", "repairing"),
    "refused": ("quoted", "returned", "exchanged", "scrapped"),
}


class Migration(migrations.Migration):
    dependencies = [("repairs", "0001_work_orders_findings_tests")]

    operations = [
        goes_where_it_may("repairs_workorder", row="A work order", begins="expected", moves=MOVES),
    ]
