from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ui", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE ui_presence SET UNLOGGED", "ALTER TABLE ui_presence SET LOGGED"
        )
    ]
