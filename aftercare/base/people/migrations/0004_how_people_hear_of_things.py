from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_notifications_unread_once")]

    operations = [
        migrations.AddField("user", "notices", models.JSONField(blank=True, default=dict)),
        migrations.AddField("notification", "mail_at", models.DateTimeField(null=True)),
        migrations.AddField("notification", "mailed_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "notification",
            models.Index(
                fields=["mail_at"],
                condition=models.Q(
                    mail_at__isnull=False, mailed_at__isnull=True, read_at__isnull=True
                ),
                name="notification_to_mail",
            ),
        ),
    ]
