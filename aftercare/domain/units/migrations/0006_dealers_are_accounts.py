import django.db.models.deletion
from django.db import migrations, models

# Words stay as they are; where they are the name of one company and no other, they name it.
NAME = """
UPDATE units_unit SET dealer_account_id = named.id
FROM (
    SELECT lower(name) AS called, min(id) AS id FROM customers_account
    WHERE merged_into_id IS NULL AND kind = 'company'
    GROUP BY 1 HAVING count(*) = 1
) AS named
WHERE units_unit.dealer <> '' AND lower(trim(units_unit.dealer)) = named.called
"""


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0004_accounts_in_any_case'),
        ('units', '0005_exchanges'),
    ]

    operations = [
        migrations.AddField(
            model_name='unit',
            name='dealer_account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.account'),
        ),
        migrations.RunSQL(NAME, migrations.RunSQL.noop),
    ]
