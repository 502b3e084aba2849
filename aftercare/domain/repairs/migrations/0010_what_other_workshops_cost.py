import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0004_accounts_in_any_case'),
        ('repairs', '0009_what_became_of_old_parts'),
    ]

    operations = [
        migrations.AddField(
            model_name='workorder',
            name='workshop_account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.account'),
        ),
        migrations.AddField(
            model_name='workorder',
            name='workshop_price',
            field=models.DecimalField(decimal_places=2, max_digits=14, null=True),
        ),
        migrations.AddField(
            model_name='workorder',
            name='workshop_currency',
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.AddConstraint(
            model_name='workorder',
            constraint=models.CheckConstraint(condition=Q(('workshop_price__isnull', True), Q(('workshop_price__gte', 0), Q(('workshop_currency', ''), _negated=True)), _connector='OR'), name='workshop_is_paid_in_a_currency'),
        ),
    ]
