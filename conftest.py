import os
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from hypothesis import settings as of_examples
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.journal.jobs import run_reaction
from aftercare.project.postgres import connection_to, database

# How long one example takes says more about the machine than about the code.
of_examples.register_profile("aftercare", deadline=None)
of_examples.load_profile("aftercare")

FORGET_JOBS = (
    "DELETE FROM procrastinate_periodic_defers; DELETE FROM procrastinate_events;"
    " DELETE FROM procrastinate_jobs; DELETE FROM procrastinate_workers"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", action="store_true", help="take pictures of the screens")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Run the tests on a server of their own, unless DATABASE_URL names one."""
    with database():
        connection.settings_dict.update(connection_to(os.environ["DATABASE_URL"]))
        yield


@pytest.fixture(autouse=True)
def no_jobs_of_others(request) -> None:
    """Begin without jobs: flushing Django's tables leaves those that a test has committed."""
    wanted = request.node.get_closest_marker("django_db")
    for name in ("transactional_db", "db"):
        if name in request.fixturenames or (wanted and name == "db"):
            request.getfixturevalue(name)
            with connection.cursor() as cursor:
                cursor.execute(FORGET_JOBS)
            return


@pytest.fixture
def run_jobs(db: None) -> Callable[[], None]:
    """Return a function that runs every job there is, also those it ran before."""

    def run() -> None:
        # Reactions have to bear being repeated, so every call repeats them all.
        for job in ProcrastinateJob.objects.filter(task_name="journal.run_reaction"):
            run_reaction.func(**job.args)

    return run


@pytest.fixture(autouse=True)
def files_of_its_own(settings, tmp_path) -> None:
    """Keep stored files of a test apart from all others."""
    files = {"BACKEND": "aftercare.project.storage.Folder"}
    settings.STORAGES = settings.STORAGES | {
        "files": files | {"OPTIONS": {"location": tmp_path / "files"}}
    }


@pytest.fixture(autouse=True)
def quick_passwords(settings) -> None:
    """Let nobody wait for what is slow on purpose: hundreds of tests make people."""
    settings.PASSWORD_HASHERS = ["tests.hashers.QuickHasher"]


@pytest.fixture(autouse=True)
def plain_http(settings) -> None:
    """Let the browsers of tests ask without TLS."""
    settings.SECURE_SSL_REDIRECT = False
