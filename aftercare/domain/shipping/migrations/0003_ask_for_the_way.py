from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("shipping", "0002_parcels_go_by_the_table")]

    operations = [
        migrations.AddField(
            model_name="parcel", name="asked_at", field=models.DateTimeField(null=True)
        ),
    ]
