from django.db import migrations

from aftercare.kit.guards import goes_where_it_may

MOVES = {
    "draft": ("requested", "cancelled"),
    "requested": ("draft", "ordered", "cancelled"),
    "ordered": ("confirmed", "partly", "received", "cancelled"),
    "confirmed": ("partly", "received", "cancelled"),
    "partly": ("received",),
}


class Migration(migrations.Migration):
    dependencies = [("supply", "0001_suppliers_purchases")]

    operations = [
        goes_where_it_may(
            "supply_purchaseorder", row="A purchase order", begins="draft", moves=MOVES
        )
    ]
