from django.db import migrations

from aftercare.kit.guards import is_never_emptied


class Migration(migrations.Migration):
    dependencies = [("stock", "0009_what_old_parts_are_worth")]
    operations = [
        is_never_emptied("stock_movement"),
        is_never_emptied("stock_balance"),
        is_never_emptied("stock_valuation"),
    ]
