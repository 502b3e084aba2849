from django.db import migrations

from aftercare.kit.guards import goes_where_it_may, stays

MOVES = {"open": ("signed",), "signed": ()}


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_reviews_of_warehouses")]

    operations = [
        goes_where_it_may("planning_stockreview", row="A review", begins="open", moves=MOVES),
        stays("planning_stockreview", row="A signed review", once="OLD.status = 'signed'"),
    ]
