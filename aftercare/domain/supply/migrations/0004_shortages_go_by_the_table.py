from django.db import migrations

from aftercare.kit.guards import goes_where_it_may

MOVES = {
    "open": ("chosen", "solved", "ended"),
    "chosen": ("open", "solved", "ended"),
    "solved": ("open",),
    "ended": ("open",),
}


class Migration(migrations.Migration):
    dependencies = [("supply", "0003_shortages")]

    operations = [
        goes_where_it_may("supply_shortage", row="A shortage", begins="open", moves=MOVES)
    ]
