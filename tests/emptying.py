"""
Put the database back after a test that has committed: as migrating has left it.

Django truncates every table and then enters roles, permissions and kinds of content anew. With
two hundred tables that takes longer than most tests. Here only tables with rows in them are
emptied, and what was there in the beginning comes back from memory.
"""

from django.db import connection, transaction

JOBS = ("periodic_defers", "events", "jobs", "workers")
"""Tables of the queue, which Django does not know as its own."""
CACHE = "ui_cache"
"""Nor this one: who asks how often is counted in it, and a browser asks from here."""
EMPTY = "DELETE FROM {}"
FILLED = "SELECT '{0}' WHERE EXISTS (SELECT FROM {0})"


class Beginning:
    """What stands in the tables now, to come back to."""

    def __init__(self):
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        names = {*names, CACHE, *(f"procrastinate_{each}" for each in JOBS)}
        self.tables = sorted(map(connection.ops.quote_name, names))
        with connection.cursor() as cursor:
            self.rows = {name: rows_of(cursor, name) for name in self._filled(cursor)}

    def come_back(self):
        """Empty whatever has rows, and enter those of the beginning."""
        with transaction.atomic(), connection.cursor() as cursor:
            # Whoever still writes comes to an end first.
            cursor.execute(f"LOCK TABLE {', '.join(self.tables)} IN SHARE ROW EXCLUSIVE MODE")
            # Journal and ledger take nothing back, and no row is left to refer to another.
            cursor.execute("SET LOCAL session_replication_role = replica")
            if filled := self._filled(cursor):
                cursor.execute("; ".join(map(EMPTY.format, filled)))
            for name, rows in self.rows.items():
                with cursor.copy(f"COPY {name} FROM STDIN (FORMAT binary)") as copy:
                    copy.write(rows)

    def _filled(self, cursor):
        cursor.execute(" UNION ALL ".join(FILLED.format(name) for name in self.tables))
        return [name for (name,) in cursor.fetchall()]


def rows_of(cursor, name):
    with cursor.copy(f"COPY {name} TO STDOUT (FORMAT binary)") as copy:
        return b"".join(copy)
