from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("repairs", "0006_past_repairs")]

    operations = [
        migrations.AddIndex(
            "workorder",
            models.Index(
                condition=Q(("past_number", ""), ("status", "handed_over")),
                fields=["closed_at"],
                include=("team", "received_at"),
                name="order_handed_over",
            ),
        ),
    ]
