from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("supply", "0005_shortages_of_what_else_waits")]

    operations = [
        migrations.AddField(
            model_name="supplierprice",
            name="pack",
            field=models.DecimalField(
                db_default=1, decimal_places=3, default=1, max_digits=14
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierprice",
            constraint=models.CheckConstraint(
                condition=models.Q(("pack__gt", 0)), name="supplier_pack_holds_some"
            ),
        ),
    ]
