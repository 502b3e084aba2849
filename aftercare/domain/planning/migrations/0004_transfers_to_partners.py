import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0004_accounts_in_any_case"),
        ("planning", "0003_signed_reviews_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="planexception",
            name="station",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.account",
            ),
        ),
    ]
