from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_merged_accounts_tags_and_wishes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='channelidentity',
            index=models.Index(fields=['peer'], name='identity_peer'),
        ),
    ]
