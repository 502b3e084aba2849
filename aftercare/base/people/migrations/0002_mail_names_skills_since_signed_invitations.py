from datetime import date

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RemoveField("invitation", "token_hash"),
        migrations.AddField(
            "invitation", "language", models.CharField(default="en", max_length=12)
        ),
        migrations.AddField(
            "role",
            "offered",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField("team", "mail_name", models.CharField(blank=True, max_length=80)),
        migrations.RemoveField("user", "signature"),
        migrations.AddField("user", "signatures", models.JSONField(blank=True, default=dict)),
        migrations.AddField(
            "userskill",
            "since_on",
            models.DateField(default=date(2026, 1, 1)),
            preserve_default=False,
        ),
        # The database asks for the day on which somebody is, wherever they are.
        migrations.RunSQL(
            "ALTER TABLE people_user ADD CONSTRAINT time_zone_is_known"
            " CHECK (timezone(time_zone, 'epoch'::timestamptz) IS NOT NULL)",
            "ALTER TABLE people_user DROP CONSTRAINT time_zone_is_known",
        ),
    ]
