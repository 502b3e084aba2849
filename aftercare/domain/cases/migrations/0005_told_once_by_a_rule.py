from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0004_units_of_cases")]

    operations = [
        migrations.AddField(
            model_name="casemessage",
            name="said",
            field=models.CharField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="casemessage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("said", ""), _negated=True),
                fields=("said",),
                name="rule_tells_it_once",
            ),
        ),
    ]
