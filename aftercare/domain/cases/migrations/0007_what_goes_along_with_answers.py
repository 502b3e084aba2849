import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0006_past_cases")]

    operations = [
        migrations.AddField(
            model_name="casemessage",
            name="keeps",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="casemessage",
            name="kept",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="casemessage",
            name="changed",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
