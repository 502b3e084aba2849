from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("labels", "0001_label_templates")]

    operations = [
        migrations.AddField(
            model_name="labelchoice",
            name="sheet",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
    ]
