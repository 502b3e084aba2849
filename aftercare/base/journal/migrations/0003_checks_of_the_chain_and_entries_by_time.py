from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_entries_are_append_only")]

    operations = [
        migrations.CreateModel(
            "ChainCheck",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by", models.CharField(max_length=40)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("seals", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField(default=0)),
                ("last_seal", models.BigIntegerField(default=0)),
                ("entries", models.PositiveBigIntegerField(default=0)),
                ("strays", models.IntegerField(default=0)),
                ("broken", models.JSONField(default=list)),
            ],
        ),
        migrations.RemoveIndex("entry", "entry_actor"),
        migrations.AddIndex("entry", models.Index(fields=["at", "id"], name="entry_by_time")),
        migrations.AddIndex(
            "entry", models.Index(fields=["actor", "at", "id"], name="entry_by_actor")
        ),
        migrations.AddIndex(
            "entry", models.Index(fields=["event", "at", "id"], name="entry_by_event")
        ),
    ]
