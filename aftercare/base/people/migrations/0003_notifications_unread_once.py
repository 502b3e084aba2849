from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_mail_names_skills_since_signed_invitations")]

    operations = [
        # Two that happened at once may have said the same twice.
        migrations.RunSQL(
            "DELETE FROM people_notification AS older USING people_notification AS newer"
            " WHERE older.read_at IS NULL AND newer.read_at IS NULL AND older.id < newer.id"
            " AND (older.user_id, older.kind, older.about)"
            " = (newer.user_id, newer.kind, newer.about)",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveIndex("notification", "notification_unread"),
        migrations.AddConstraint(
            "notification",
            models.UniqueConstraint(
                condition=models.Q(("read_at__isnull", True)),
                fields=("user", "kind", "about"),
                name="notification_is_unread_once",
            ),
        ),
    ]
