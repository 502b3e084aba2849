from django.db import migrations


class Migration(migrations.Migration):
    """What Django's cache in the database needs. It may be lost, so it is not logged."""

    dependencies = [("ui", "0002_presence_is_not_logged")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE ui_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX ui_cache_expires ON ui_cache (expires);
            """,
            "DROP TABLE ui_cache",
        )
    ]
