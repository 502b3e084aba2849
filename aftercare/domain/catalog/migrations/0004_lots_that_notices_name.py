import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_item_prices'),
    ]

    operations = [
        migrations.AddField(
            model_name='changenotice',
            name='lots',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None),
        ),
        migrations.AddField(
            model_name='changenotice',
            name='made_from',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='changenotice',
            name='made_until',
            field=models.DateField(null=True),
        ),
    ]
