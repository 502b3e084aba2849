"""
A company with any number of cases, written straight into the tables by SQL.

Not made by operations, which would take hours for a million; the rows look like those that
operations leave behind: three messages a case, two promises, six entries in the journal, one
row of figures, six in a thousand cases unsettled.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, models

PEOPLE, TEAMS = 60, 6
SETTLED = "i % 1000 >= 6"
WORDS = "(ARRAY['flicker','boot loop','dark screen','LDO','panel','水平线','hindi bumukas'])"
SINCE = "now() - interval '3 years'"
OPENED = f"{SINCE} + interval '3 years' * power(i / %(cases)s::float, 0.7)"


def fill(model: type[models.Model], *, rows: str, given: dict[str, int], **columns: str) -> None:
    """Insert a row of `model` for every row of `rows`; columns that are not named get defaults."""
    named, expressions, values = [], [], dict(given)
    for each in model._meta.concrete_fields:
        if each.column in columns:
            expressions.append(columns[each.column])
        elif each.null or (each.primary_key and each.db_returning):
            continue
        else:
            values[each.column] = each.get_db_prep_save(each.get_default(), connection)
            expressions.append(f"%({each.column})s")
        named.append(f'"{each.column}"')
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(named)})"  # noqa: S608  # our own names
            f" SELECT {', '.join(expressions)} FROM {rows}",
            values,
        )


def build(cases: int) -> None:
    """Fill all tables the screens read, then make their indexes and gather statistics."""
    from aftercare.base.journal.models import Entry  # noqa: PLC0415  # after the settings
    from aftercare.base.promises.models import Promise  # noqa: PLC0415
    from aftercare.domain.cases.models import Case, CaseFigures, CaseMessage, CaseThread  # noqa: PLC0415
    from aftercare.domain.conversations.models import Message, Thread  # noqa: PLC0415
    from aftercare.domain.customers.models import Account, ChannelIdentity, Contact  # noqa: PLC0415

    given = {"cases": cases, "people": PEOPLE, "teams": TEAMS}
    given |= {"accounts": max(10, cases // 50), "contacts": max(20, cases // 10)}
    big = [Account, Contact, ChannelIdentity, Case, Thread, CaseThread, Message, CaseMessage]
    tables = [model._meta.db_table for model in (*big, CaseFigures, Promise, Entry)]
    channel = _people_and_channel()
    given |= channel
    with connection.cursor() as cursor:
        # No checks of keys while a million rows come that are known to be right.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        indexes = drop_indexes(tables)
        _customers(given)
        _cases(given)
        _promises_and_entries(given)
        _figures(given)
        for definition in indexes:
            cursor.execute(definition)
        for table in tables:
            if table not in {CaseMessage._meta.db_table, CaseFigures._meta.db_table}:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), 10000000)", [table])
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def _people_and_channel() -> dict[str, int]:
    from aftercare.base.people.models import Role, TeamMember  # noqa: PLC0415
    from aftercare.base.people.operations.accounts import enroll_user  # noqa: PLC0415
    from aftercare.base.people.operations.teams import save_team  # noqa: PLC0415
    from aftercare.domain.conversations.operations.channels import set_up_channel  # noqa: PLC0415
    from aftercare.kit.actors import SYSTEM  # noqa: PLC0415
    from aftercare.kit.clock import now  # noqa: PLC0415

    by: Any = {"actor": SYSTEM, "at": now()}
    teams = [save_team(None, code=f"team-{n}", name=f"Team {n}", **by) for n in range(TEAMS)]
    roles = {role.code: role for role in Role.objects.all()}
    for number in range(PEOPLE):
        user = enroll_user(
            email=f"agent{number}@northwell.example",
            name=f"Agent {number}",
            password=None,
            roles=[roles["manager" if number == 0 else "agent"]],
            **by,
        )
        TeamMember.objects.create(team=teams[number % TEAMS], user=user)
    channel = set_up_channel(
        None,
        code="support",
        kind="email",
        name="Support",
        address="support@northwell.example",
        settings={},
        secrets={},
        **by,
    )
    first_user = TeamMember.objects.order_by("user").values_list("user", flat=True)[0]
    return {"channel": channel.pk, "first_user": first_user, "first_team": teams[0].pk}


def drop_indexes(tables: list[str]) -> list[str]:
    """Drop what no constraint needs, while rows come; return how it is made again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes LEFT JOIN pg_constraint ON conname ="
            " indexname WHERE tablename = ANY (%s) AND conname IS NULL",
            [tables],
        )
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]


def _customers(given: dict[str, int]) -> None:
    from aftercare.domain.customers.models import Account, ChannelIdentity, Contact  # noqa: PLC0415

    fill(
        Account,
        rows="generate_series(1, %(accounts)s) AS i",
        given=given,
        id="i",
        code="'K-' || lpad(i::text, 6, '0')",
        name="(ARRAY['Harborline','Meridian','华星','Bayani'])[1 + i %% 4] || ' Retail ' || i",
        country="(ARRAY['PH','CN','TW','DE'])[1 + i %% 4]",
        since=SINCE,
    )
    fill(
        Contact,
        rows="generate_series(1, %(contacts)s) AS i",
        given=given,
        id="i",
        account_id="1 + i %% %(accounts)s",
        name="(ARRAY['Marisol Reyes','陈丽华','Jonas Lind','Aiko Tanabe'])[1 + i %% 4] || ' ' || i",
        language="(ARRAY['en','zh-hans','zh-hant','fil'])[1 + i %% 4]",
        since=SINCE,
    )
    fill(
        ChannelIdentity,
        rows="generate_series(1, %(contacts)s) AS i",
        given=given,
        id="i",
        contact_id="i",
        channel="'email'",
        peer="'c' || i || '@shop.example'",
        shown="'c' || i || '@shop.example'",
        valid_from=SINCE,
    )


def _cases(given: dict[str, int]) -> None:
    from aftercare.domain.cases.models import Case, CaseMessage, CaseThread  # noqa: PLC0415
    from aftercare.domain.conversations.models import Message, Thread  # noqa: PLC0415

    team = "%(first_team)s + i %% %(teams)s"
    user = "%(first_user)s + i %% %(people)s"
    everyone = "generate_series(1, %(cases)s) AS i"
    settled = SETTLED.replace("%", "%%")
    fill(
        Case,
        rows=everyone,
        given=given,
        id="i",
        code="'C-2026-' || lpad(i::text, 7, '0')",
        subject=f"'AX-' || (4000 + i %% 60) || ' ' || {WORDS}[1 + i %% 7] || ' ' || i",
        kind="(ARRAY['fault','question','complaint','order','other'])[1 + i %% 5]",
        status=f"CASE WHEN {settled} THEN 'solved' WHEN i %% 2 = 0 THEN 'open' ELSE 'waiting' END",
        waiting_for=f"CASE WHEN NOT ({settled}) AND i %% 2 = 1 THEN 'part' ELSE '' END",
        priority="(ARRAY['normal','normal','high','low','urgent'])[1 + i %% 5]",
        channel="(ARRAY['email','email','web_form','phone'])[1 + i %% 4]",
        language="(ARRAY['en','zh-hans','zh-hant','fil'])[1 + i %% 4]",
        tags="ARRAY[(ARRAY['tv','fota','panel','pcba','monitor'])[1 + i %% 5]]",
        contact_id="1 + i %% %(contacts)s",
        account_id="1 + (1 + i %% %(contacts)s) %% %(accounts)s",
        team_id=team,
        assignee_id=f"CASE WHEN i %% 1000 = 2 THEN NULL ELSE {user} END",
        readers=f"ARRAY['may:cases.view_all', 'team:' || ({team}), 'user:' || ({user})]",
        opened_at=OPENED,
        active_at=f"{OPENED} + interval '3 hours'",
        answered_at=f"{OPENED} + interval '1 hour'",
        solved_at=f"CASE WHEN {settled} THEN {OPENED} + interval '3 hours' END",
        due_at=f"CASE WHEN {settled} THEN NULL ELSE now() + (i %% 96 - 24) * interval '1 hour' END",
        needs_answer=f"NOT ({settled})",
        last_from="'Marisol Reyes'",
        last_text="'Attached the log from two of the units.'",
    )
    fill(
        Thread,
        rows=everyone,
        given=given,
        id="i",
        account_id="%(channel)s",
        peer="'c' || (1 + i %% %(contacts)s) || '@shop.example'",
        contact_id="1 + i %% %(contacts)s",
        subject="'AX ' || i",
        token="'t' || i",  # noqa: S106  # an expression
        opened_at=OPENED,
        last_message_at=OPENED,
    )
    fill(CaseThread, rows=everyone, given=given, id="i", case_id="i", thread_id="i")
    three = "generate_series(1, %(cases)s) AS i, generate_series(0, 2) AS n"
    fill(
        Message,
        rows=three,
        given=given,
        id="i * 3 + n",
        thread_id="i",
        account_id="%(channel)s",
        direction="CASE n WHEN 1 THEN 'out' ELSE 'in' END",
        status="CASE n WHEN 1 THEN 'sent' ELSE 'received' END",
        external_id="'<' || i || '.' || n || '@shop.example>'",
        sender_name="'Marisol Reyes'",
        subject="'AX ' || i",
        text="repeat('The set restarts again and again since the update. ', 8)",
        reply_text="repeat('The set restarts again and again since the update. ', 8)",
        at=f"{OPENED} + n * interval '1 hour'",
    )
    fill(CaseMessage, rows=three, given=given, message_id="i * 3 + n", case_id="i")


def _promises_and_entries(given: dict[str, int]) -> None:
    from aftercare.base.journal.models import Entry  # noqa: PLC0415
    from aftercare.base.promises.models import Promise  # noqa: PLC0415

    settled = SETTLED.replace("%", "%%")
    kinds = "(ARRAY['cases.first_response','cases.solution_or_date'])[1 + n]"
    fill(
        Promise,
        rows="generate_series(1, %(cases)s) AS i, generate_series(0, 1) AS n",
        given=given,
        id="i * 2 + n",
        subject="'case:' || i",
        kind=kinds,
        owner="'user:' || (%(first_user)s + i %% %(people)s)",
        readers="ARRAY['may:cases.view_all', 'team:' || (%(first_team)s + i %% %(teams)s)]",
        made_at=f"least({OPENED}, now() - interval '30 hours')",
        due_at=f"CASE WHEN n = 0 OR {settled} THEN {OPENED} + interval '2 hours'"
        " ELSE now() + (i %% 96 - 24) * interval '1 hour' END",
        warn_at=f"{OPENED} + interval '1 hour'",
        kept_at=f"CASE WHEN n = 0 OR {settled} THEN {OPENED} + interval '1 hour' END",
        broken=f"n = 0 AND i %% 20 = 0 OR NOT ({settled}) AND n = 1 AND i %% 96 < 24",
    )
    fill(
        Entry,
        rows="generate_series(1, %(cases)s) AS i, generate_series(0, 5) AS n",
        given=given,
        at=f"{OPENED} + n * interval '30 minutes'",
        event="(ARRAY['promises.promise_made','promises.promise_made','cases.case_opened',"
        "'cases.reply_written','cases.case_answered','cases.case_solved'])[1 + n]",
        about="ARRAY['case:' || i, 'contact:' || (1 + i %% %(contacts)s)]",
        actor="'user:' || (%(first_user)s + i %% %(people)s)",
        data="jsonb_build_object('case_id', i, 'kind', 'cases.first_response')",
    )


def _figures(given: dict[str, int]) -> None:
    from aftercare.domain.cases.models import CaseFigures  # noqa: PLC0415

    settled = SETTLED.replace("%", "%%")
    after = "300 + (i * 7919::bigint) %%"
    fill(
        CaseFigures,
        rows="generate_series(1, %(cases)s) AS i",
        given=given,
        case_id="i",
        version="1",
        opened_on=f"({OPENED})::date",
        solved_on=f"CASE WHEN {settled} THEN ({OPENED} + interval '3 hours')::date END",
        team_id="%(first_team)s + i %% %(teams)s",
        channel="(ARRAY['email','email','web_form','phone'])[1 + i %% 4]",
        kind="(ARRAY['fault','question','complaint','order','other'])[1 + i %% 5]",
        priority="(ARRAY['normal','normal','high','low','urgent'])[1 + i %% 5]",
        tags="ARRAY[(ARRAY['tv','fota','panel','pcba','monitor'])[1 + i %% 5]]",
        models_named="ARRAY['AX-' || 4000 + i %% 60]",
        answered_after=f"{after} 20000",
        answered_work=f"{after} 9000",
        solved_after=f"CASE WHEN {settled} THEN {after} 90000 END",
        solved_work=f"CASE WHEN {settled} THEN {after} 40000 END",
        reopened="(i %% 23 = 0)::int",
        bounced="(i %% 101 = 0)::int",
        kept="ARRAY[(i %% 20 > 0)::int, 2, (i %% 30 > 0)::int, 0]",
        broken="ARRAY[(i %% 20 = 0)::int, 0, (i %% 30 = 0)::int, 0]",
    )
