import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("repairs", "0008_lost_demand_of_returns")]

    operations = [
        migrations.AddField(
            "repairpart",
            "old_order",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="repairs.workorder",
            ),
        ),
        migrations.AddIndex(
            "repairpart",
            models.Index(
                condition=Q(("old_order__isnull", False)),
                fields=["old_order"],
                name="part_before",
            ),
        ),
    ]
