import django.db.models.deletion
from django.db import migrations, models

WISHES = [
    ("cheapest", "Cheapest"),
    ("fastest", "Fastest"),
    ("by_day", "Here by a day"),
    ("place", "To a pick-up point"),
    ("collect", "Collected at our counter"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_identities_by_address"),
        ("shipping", "0003_ask_for_the_way"),
    ]

    operations = [
        migrations.AddField(
            model_name="parcel", name="wish_not_before", field=models.DateField(null=True)
        ),
        migrations.AlterField(
            model_name="parcel",
            name="wish",
            field=models.CharField(choices=WISHES, default="cheapest", max_length=10),
        ),
        migrations.CreateModel(
            name="DeliveryWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=40, unique=True)),
                ("wish", models.CharField(choices=WISHES, max_length=10)),
                ("not_before", models.DateField(null=True)),
                ("by", models.DateField(null=True)),
                ("hours", models.CharField(blank=True, max_length=60)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("address", models.JSONField(default=dict)),
                ("said_at", models.DateTimeField()),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.contact",
                    ),
                ),
            ],
        ),
    ]
