"""Whether this process can do its work."""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


class _NotUpToDate(Exception):
    pass


def what_is_missing() -> list[str]:
    """Return what has to be there before a page can be answered. Empty: we are ready."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        see_tables_up_to_date()
    except DatabaseError:
        return ["The database does not answer."]
    except _NotUpToDate:
        return ["The tables are not up to date: aftercare migrate."]
    finally:
        connection.close()
    return []


def migrations_to_come() -> list[str]:
    """Return the migrations that have not been applied yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


@cache
def see_tables_up_to_date() -> None:
    """Raise an exception until all migrations have been applied."""
    # They do not go back, so it is looked up until it is so; a probe comes every few seconds.
    if migrations_to_come():
        raise _NotUpToDate
