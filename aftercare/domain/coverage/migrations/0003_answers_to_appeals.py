from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coverage', '0002_supplier_guarantees'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='storeddecision',
            name='decision_is_kept_once_for_a_subject',
        ),
        migrations.AddField(
            model_name='damagelook',
            name='item_class',
            field=models.CharField(blank=True, default='', max_length=60),
        ),
        migrations.AddField(
            model_name='storeddecision',
            name='because',
            field=models.CharField(blank=True, default='', max_length=60),
        ),
        migrations.AddConstraint(
            model_name='storeddecision',
            constraint=models.UniqueConstraint(fields=('subject', 'fingerprint', 'because'), name='decision_is_kept_once_for_a_subject'),
        ),
    ]
