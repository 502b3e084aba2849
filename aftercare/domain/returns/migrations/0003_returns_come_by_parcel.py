from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("returns", "0002_status_goes_by_the_table")]

    operations = [
        migrations.AddField(
            model_name="rma",
            name="comes_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("label", "With a label of ours"),
                    ("sent", "The customer sends it"),
                    ("brought", "The customer brings it"),
                ],
                default="",
                max_length=7,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="rmaamount",
            name="way",
            field=models.CharField(
                blank=True, choices=[("in", "To us"), ("out", "From us")], max_length=6
            ),
        ),
        migrations.RunSQL(
            "UPDATE returns_rmaamount SET way = CASE way WHEN 'to_us' THEN 'in' ELSE 'out' END"
            " WHERE way <> ''",
            "UPDATE returns_rmaamount SET way = CASE way WHEN 'in' THEN 'to_us' ELSE 'back' END"
            " WHERE way <> ''",
        ),
    ]
