import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_item_prices'),
        ('stock', '0002_ledger_keeps_itself'),
    ]

    operations = [
        migrations.AddField(
            model_name='place',
            name='closed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='place',
            name='is_kit',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='CoreRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.PositiveSmallIntegerField()),
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
            ],
        ),
    ]
