from contextlib import suppress

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

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


class Stumbled(Exception):
    """What goes wrong in a job."""


@pytest.fixture
def in_a_worker():
    """Let the library write jobs on connections of its own, as it does in a worker."""
    own = app.connector.get_worker_connector().get_sync_connector()
    own.open()
    with app.replace_connector(own):
        yield
    own.close()


@pytest.mark.django_db(transaction=True)
def test_a_job_is_there_with_what_it_is_about_or_not_at_all(in_a_worker):
    with suppress(Stumbled), transaction.atomic():
        later("journal.check_chain", check_id=1)
        raise Stumbled
    with transaction.atomic():
        later("journal.check_chain", check_id=2)

    assert [job.args for job in ProcrastinateJob.objects.all()] == [{"check_id": 2}]
