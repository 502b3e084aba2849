"""What the database guards itself, whoever writes into it: called by migrations."""

from collections.abc import Collection, Mapping

from django.db.migrations import RunSQL

GUARD = """
CREATE FUNCTION {table}_goes_where_it_may() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> '{begins}' THEN
            RAISE check_violation USING CONSTRAINT = '{table}_begins_as_it_must',
                MESSAGE = '{row} begins as {begins}, not as ' || NEW.status;
        END IF;
    ELSIF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN ({arrows}) THEN
        RAISE check_violation USING CONSTRAINT = '{table}_goes_where_it_may',
            MESSAGE = '{row} does not go from ' || OLD.status || ' to ' || NEW.status;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {table}_goes_where_it_may BEFORE INSERT OR UPDATE OF status ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_goes_where_it_may();
"""
UNGUARDED = """
DROP TRIGGER {table}_goes_where_it_may ON {table};
DROP FUNCTION {table}_goes_where_it_may();
"""
STAYS = """
CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = '{table}_stays',
        MESSAGE = '{row} never changes again';
END $$;
CREATE TRIGGER {table}_stays BEFORE {verbs} ON {table}
FOR EACH ROW WHEN ({once}) EXECUTE FUNCTION {table}_stays();
"""
CHANGES = """
DROP TRIGGER {table}_stays ON {table};
DROP FUNCTION {table}_stays();
"""
FULL = """
CREATE FUNCTION {table}_is_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = '{table}_is_never_emptied',
        MESSAGE = '{table} is append-only: ' || TG_OP || ' refused';
END $$;
CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_never_emptied();
"""
EMPTIED = """
DROP TRIGGER {table}_is_never_emptied ON {table};
DROP FUNCTION {table}_is_never_emptied();
"""


def is_never_emptied(table: str) -> RunSQL:
    """Refuse TRUNCATE of `table`, which passes by the triggers of its rows."""
    return RunSQL(FULL.format(table=table), EMPTIED.format(table=table))


def stays(table: str, *, row: str, once: str = "true", verbs: str = "UPDATE OR DELETE") -> RunSQL:
    """Refuse `verbs` to a row of `table` once the condition `once` holds of it as `OLD`."""
    facts = {"table": table, "row": row, "once": once, "verbs": verbs}
    return RunSQL(STAYS.format(**facts), CHANGES.format(**facts))


def goes_where_it_may(
    table: str, *, row: str, begins: str, moves: Mapping[str, Collection[str]]
) -> RunSQL:
    """
    Let the rows of `table` begin with one status and go only where `moves` has an arrow.

    `row` is what the refusal calls one of them: "A parcel". Migrations repeat the arrows of
    `states.py` as they were then.
    """
    arrows = ", ".join(f"('{old}', '{new}')" for old, targets in moves.items() for new in targets)
    facts = {"table": table, "row": row, "begins": begins, "arrows": arrows}
    return RunSQL(GUARD.format(**facts), UNGUARDED.format(**facts))
