import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0002_file_came_last"), ("repairs", "0004_parts_lost_demand")]
    operations = [
        migrations.AddField(
            model_name="acceptance", name="strokes", field=models.JSONField(default=list)
        ),
        migrations.CreateModel(
            name="HandoverPack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("language", models.CharField(max_length=12)),
                ("because_at", models.DateTimeField()),
                ("is_signed", models.BooleanField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="repairs.workorder",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("order", "version"), name="pack_has_one_of_a_version"
                    ),
                    models.UniqueConstraint(
                        fields=("order", "because_at"), name="pack_is_made_once"
                    ),
                ],
            },
        ),
    ]
