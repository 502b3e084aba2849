"""The figures of cases, counted anew from what is stored of them."""

from datetime import datetime
from typing import Any

from django.db import connection

from aftercare.domain.cases.models import CaseFigures

REFRESH = """
INSERT INTO cases_casefigures (
    case_id, version, opened_on, solved_on, team_id, channel, kind, priority, tags, models_named,
    answered_after, answered_work, solved_after, solved_work, reopened, bounced, kept, broken
)
SELECT
    one.id, one.version, (one.opened_at AT TIME ZONE 'UTC')::date,
    CASE WHEN one.status = 'solved' THEN (one.solved_at AT TIME ZONE 'UTC')::date END,
    one.team_id, one.channel, one.kind, one.priority, one.tags,
    ARRAY(SELECT DISTINCT value FROM cases_foundnumber
          WHERE case_id = one.id AND kind = 'model' AND state <> 'dismissed'),
    extract(epoch FROM one.answered_at - one.opened_at)::int,
    CASE WHEN one.answered_at IS NOT NULL AND clock.first IS NOT NULL THEN
        company_worked(clock.first, one.answered_at) - company_worked(clock.first, one.opened_at)
    END,
    CASE WHEN one.status = 'solved' THEN
        extract(epoch FROM one.solved_at - one.opened_at)::int
    END,
    CASE WHEN one.status = 'solved' AND clock.solution IS NOT NULL THEN
        company_worked(clock.solution, one.solved_at)
        - company_worked(clock.solution, one.opened_at)
    END,
    greatest(0, (SELECT count(*) FROM journal_entry
        WHERE about @> ARRAY['case:' || one.id] AND event = 'cases.case_solved')
        - (one.status = 'solved')::int),
    (SELECT count(*) FROM cases_casemessage AS said
        JOIN conversations_message AS message ON message.id = said.message_id
        WHERE said.case_id = one.id AND message.status = 'bounced'),
    clock.kept, clock.broken
FROM cases_case AS one
CROSS JOIN LATERAL (
    SELECT
        max(calendar_id) FILTER (WHERE kind = 'cases.first_response') AS first,
        max(calendar_id) FILTER (WHERE kind = 'cases.solution_or_date') AS solution,
        ARRAY(SELECT count(owed.id) FILTER (WHERE owed.kept_at IS NOT NULL AND NOT owed.broken)
              FROM unnest(%(kinds)s::text[]) WITH ORDINALITY AS known (kind, place)
              LEFT JOIN promises_promise AS owed
                ON owed.subject = 'case:' || one.id AND owed.kind = known.kind
                AND owed.withdrawn_at IS NULL
              GROUP BY place ORDER BY place)::smallint[] AS kept,
        ARRAY(SELECT count(owed.id) FILTER (WHERE owed.broken)
              FROM unnest(%(kinds)s::text[]) WITH ORDINALITY AS known (kind, place)
              LEFT JOIN promises_promise AS owed
                ON owed.subject = 'case:' || one.id AND owed.kind = known.kind
                AND owed.withdrawn_at IS NULL
              GROUP BY place ORDER BY place)::smallint[] AS broken
    FROM promises_promise WHERE subject = 'case:' || one.id
) AS clock
LEFT JOIN cases_casefigures AS known ON known.case_id = one.id
WHERE known.version IS DISTINCT FROM one.version
  AND one.status NOT IN ('merged', 'spam')
  AND (%(since)s::timestamptz IS NULL OR one.active_at >= %(since)s)
  AND (%(cases)s::bigint[] IS NULL OR one.id = ANY(%(cases)s))
ON CONFLICT (case_id) DO UPDATE SET
    (version, solved_on, team_id, channel, kind, priority, tags, models_named, answered_after,
     answered_work, solved_after, solved_work, reopened, bounced, kept, broken)
    = (excluded.version, excluded.solved_on, excluded.team_id, excluded.channel, excluded.kind,
       excluded.priority, excluded.tags, excluded.models_named, excluded.answered_after,
       excluded.answered_work, excluded.solved_after, excluded.solved_work, excluded.reopened,
       excluded.bounced, excluded.kept, excluded.broken)
"""

FORGET = """
DELETE FROM cases_casefigures AS known USING cases_case AS one
WHERE one.id = known.case_id AND one.status IN ('merged', 'spam')
  AND (%(since)s::timestamptz IS NULL OR one.active_at >= %(since)s)
"""


def refresh_figures(*, since: datetime | None, cases: list[int] | None = None) -> int:
    """
    Count anew the figures of cases that have changed, and return how many there were.

    Of those something has happened to `since` then, of some `cases`, or of all. Done twice,
    done once; what happens meanwhile is counted the next time.
    """
    given: dict[str, Any] = {"since": since, "cases": cases, "kinds": list(CaseFigures.PROMISES)}
    with connection.cursor() as cursor:
        cursor.execute(FORGET, given)
        cursor.execute(REFRESH, given)
        return int(cursor.rowcount)
