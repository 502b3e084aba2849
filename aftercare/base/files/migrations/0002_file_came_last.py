from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [
        migrations.AddIndex(
            "storedfile", models.Index(fields=["at"], name="file_came_last")
        )
    ]
