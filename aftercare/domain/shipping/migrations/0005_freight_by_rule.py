from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("shipping", "0004_how_delivery_is_wished")]

    operations = [
        migrations.AddField(
            model_name="parcel",
            name="paid_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("reason", "the reason of the return says so"),
                    ("found", "nothing was found that we answer for"),
                    ("decision", "the decision on coverage says so"),
                    ("open", "nobody has decided on coverage yet"),
                ],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="parcel",
            name="paid_share",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
