import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0004_units_of_an_order'),
    ]

    operations = [
        migrations.CreateModel(
            name='Exchange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('why', models.CharField(blank=True, max_length=300)),
                ('noted_by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('new', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('old', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['new', '-on'], name='exchange_for_unit')],
                'constraints': [models.UniqueConstraint(fields=('old', 'new', 'on'), name='exchange_is_noted_once'), models.CheckConstraint(condition=models.Q(('old', models.F('new')), _negated=True), name='exchange_is_for_another')],
            },
        ),
    ]
