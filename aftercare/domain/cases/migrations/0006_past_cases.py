from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_told_once_by_a_rule")]

    operations = [
        migrations.AddField(
            "case",
            "past_number",
            models.CharField(blank=True, max_length=60, default=""),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "case",
            models.UniqueConstraint(
                condition=~Q(past_number=""),
                fields=("past_number",),
                name="past_case_is_taken_over_once",
            ),
        ),
    ]
