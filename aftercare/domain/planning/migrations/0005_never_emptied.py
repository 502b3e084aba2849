from django.db import migrations

from aftercare.kit.guards import is_never_emptied


class Migration(migrations.Migration):
    dependencies = [("planning", "0004_transfers_to_partners")]
    operations = [
        is_never_emptied("planning_stockreview"),
    ]
