import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_item_prices'),
        ('coverage', '0001_initial'),
        ('repairs', '0002_status_goes_by_the_table'),
    ]

    operations = [
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='repairs.workorder')),
                ('name', models.CharField(max_length=120)),
                ('stars', models.PositiveSmallIntegerField()),
                ('words', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('stars__range', (1, 5))), name='one_to_five_stars')],
            },
        ),
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('status', models.CharField(choices=[('sent', 'Open'), ('approved', 'Accepted'), ('declined', 'Declined'), ('replaced', 'Replaced')], default='sent', max_length=10)),
                ('currency', models.CharField(max_length=3)),
                ('ready_on', models.DateField()),
                ('note', models.TextField(blank=True)),
                ('by', models.CharField(max_length=40)),
                ('sent_at', models.DateTimeField()),
                ('decided_by', models.CharField(blank=True, max_length=40)),
                ('decided_at', models.DateTimeField(null=True)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='coverage.storeddecision')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='repairs.workorder')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('order', 'number'), name='quote_of_order_once'), models.UniqueConstraint(condition=models.Q(('status', 'sent')), fields=('order',), name='one_quote_is_open'), models.CheckConstraint(condition=models.Q(('status', 'sent'), ('decided_at__isnull', False), _connector='XOR'), name='quote_is_decided_once')],
            },
        ),
        migrations.CreateModel(
            name='QuoteLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cost', models.CharField(choices=[('parts', 'Parts'), ('labor', 'Labor'), ('freight', 'Freight')], max_length=8)),
                ('words', models.CharField(max_length=200)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('payable', models.DecimalField(decimal_places=2, max_digits=14)),
                ('quote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='repairs.quote')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('payable__gte', 0), ('payable__lte', models.F('amount'))), name='customer_pays_at_most_the_cost')],
            },
        ),
        migrations.CreateModel(
            name='LaborRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('action', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.faultcode')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('action', 'currency'), name='action_has_one_rate', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='rate_is_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='OrderQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True)),
                ('answered_by', models.CharField(blank=True, max_length=40)),
                ('answered_at', models.DateTimeField(null=True)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='repairs.workorder')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('answer', ''), ('answered_at__isnull', False), _connector='XOR'), name='question_is_answered_once')],
            },
        ),
    ]
