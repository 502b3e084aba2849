from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stock', '0008_good_is_worth_its_own'),
    ]

    operations = [
        migrations.AddField(
            model_name='corerule',
            name='worth',
            field=models.DecimalField(decimal_places=4, default=Decimal('0'), max_digits=16),
        ),
        migrations.AddConstraint(
            model_name='corerule',
            constraint=models.CheckConstraint(condition=models.Q(('worth__gte', 0)), name='core_is_worth_nothing_or_more'),
        ),
    ]
