import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

# Until now a work order kept one row of an item, and no other document any.
LINES = """
UPDATE repairs_lostdemand SET document = 'work_order:' || order_id, line = 'item:' || item_id
"""


class Migration(migrations.Migration):
    dependencies = [("repairs", "0007_turnaround_by_index")]

    operations = [
        migrations.AddField("lostdemand", "document", models.CharField(default="", max_length=40)),
        migrations.AddField("lostdemand", "line", models.CharField(default="", max_length=60)),
        migrations.RunSQL(LINES, migrations.RunSQL.noop),
        migrations.AlterField("lostdemand", "document", models.CharField(max_length=40)),
        migrations.AlterField("lostdemand", "line", models.CharField(max_length=60)),
        migrations.AlterField(
            "lostdemand",
            "order",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="repairs.workorder",
            ),
        ),
        migrations.AlterField(
            "lostdemand",
            "solved_by",
            models.CharField(
                choices=[
                    ("exchange", "Exchanged"),
                    ("return", "Not repaired"),
                    ("scrap", "Unit scrapped"),
                    ("substitute", "Substitute fitted"),
                    ("repair", "Old one repaired"),
                    ("refund", "Paid back"),
                    ("without", "Done without it"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint("lostdemand", "demand_is_lost_once_an_order"),
        migrations.AddConstraint(
            "lostdemand",
            models.UniqueConstraint(fields=("document", "line"), name="demand_is_lost_once_a_line"),
        ),
        migrations.AddConstraint(
            "lostdemand",
            models.CheckConstraint(condition=Q(("quantity__gt", 0)), name="lost_demand_is_of_some"),
        ),
    ]
