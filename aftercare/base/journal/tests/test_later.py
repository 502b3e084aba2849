import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from aftercare.base.journal.steps import later


@pytest.mark.django_db(transaction=True)
def test_a_lost_database_is_a_lost_database_also_while_a_job_is_written_down():
    with pytest.raises(DatabaseError, match=r"terminating|closed"), transaction.atomic():
        connection.ensure_connection()
        _cut(connection.connection.info.backend_pid)
        later("journal.seal", timestamp=0)


def _cut(backend):
    settings = connection.get_connection_params()
    wanted = {
        each: settings[each] for each in ("host", "port", "user", "dbname") if each in settings
    }
    with psycopg.connect(**wanted, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
