from django.db import migrations

# Seconds worked in a calendar until an instant, and the instant at which a budget is used up.
# Both read company_workspan by index, so that a change of a calendar can put all promises
# counted in it right in one statement. They agree with kit.worktime (tested).
WORK = """
CREATE FUNCTION company_worked(calendar bigint, until timestamptz) RETURNS bigint
STABLE LANGUAGE sql AS $$
    SELECT coalesce((
        SELECT seconds_before
               + extract(epoch FROM least(until, closes_at) - opens_at)::bigint
        FROM company_workspan
        WHERE calendar_id = calendar AND opens_at <= until
        ORDER BY opens_at DESC LIMIT 1
    ), 0)
$$;

CREATE FUNCTION company_due_at(calendar bigint, start timestamptz, seconds bigint)
RETURNS timestamptz STABLE LANGUAGE sql AS $$
    SELECT CASE WHEN seconds <= 0 THEN start ELSE (
        SELECT CASE WHEN due_at <= closes_at THEN due_at END
        FROM (
            SELECT closes_at, opens_at + make_interval(
                secs => company_worked(calendar, start) + seconds - seconds_before
            ) AS due_at
            FROM company_workspan
            WHERE calendar_id = calendar
              AND seconds_before < company_worked(calendar, start) + seconds
            ORDER BY seconds_before DESC LIMIT 1
        ) AS last_span
    ) END
$$;
"""

FORGET = """
DROP FUNCTION company_due_at(bigint, timestamptz, bigint);
DROP FUNCTION company_worked(bigint, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("company", "0001_initial")]
    operations = [migrations.RunSQL(WORK, FORGET)]
