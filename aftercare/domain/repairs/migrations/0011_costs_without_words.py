from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("repairs", "0010_what_other_workshops_cost"),
    ]

    operations = [
        migrations.AlterField(
            model_name="quoteline",
            name="words",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
