from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_how_it_stood_before_spam'),
    ]

    operations = [
        migrations.AddField(
            model_name='savedview',
            name='names',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
