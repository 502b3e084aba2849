import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('company', '0002_working_time'),
        ('promises', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['due_at'], name='promise_was_due'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=django.contrib.postgres.indexes.GinIndex(fields=['about'], name='promise_about'),
        ),
    ]
