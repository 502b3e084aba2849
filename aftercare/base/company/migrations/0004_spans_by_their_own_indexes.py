import django.db.models.deletion
from django.db import migrations, models

# What has been worked until the start is asked once, and not again for each span that a plan
# made on poor statistics walks over.
DUE_AT = """
CREATE OR REPLACE FUNCTION company_due_at(calendar bigint, start timestamptz, seconds bigint)
RETURNS timestamptz STABLE LANGUAGE sql AS $$
    SELECT CASE WHEN seconds <= 0 THEN start ELSE (
        SELECT CASE WHEN due_at <= closes_at THEN due_at END
        FROM (
            SELECT closes_at, opens_at + make_interval(
                secs => (SELECT company_worked(calendar, start)) + seconds - seconds_before
            ) AS due_at
            FROM company_workspan
            WHERE calendar_id = calendar
              AND seconds_before < (SELECT company_worked(calendar, start)) + seconds
            ORDER BY seconds_before DESC LIMIT 1
        ) AS last_span
    ) END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("company", "0003_looks_of_document_numbers")]
    operations = [
        migrations.AlterField(
            model_name="workspan",
            name="calendar",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="company.calendar",
            ),
        ),
        migrations.RunSQL(DUE_AT, migrations.RunSQL.noop),
    ]
