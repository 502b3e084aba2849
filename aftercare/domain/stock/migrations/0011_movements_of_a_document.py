from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stock", "0010_never_emptied")]
    operations = [
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(fields=["document"], name="movement_of_document"),
        ),
    ]
