from django.db import migrations

from aftercare.kit.guards import is_never_emptied


class Migration(migrations.Migration):
    dependencies = [("shipping", "0005_freight_by_rule")]
    operations = [
        is_never_emptied("shipping_parcelsighting"),
    ]
