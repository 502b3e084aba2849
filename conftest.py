import gc
import os
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as of_examples
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.journal.jobs import run_reaction
from aftercare.project.postgres import connection_to
from tests.emptying import Beginning
from tests.migrated import migrated_server

# How long one example takes says more about the machine than about the code.
of_examples.register_profile(
    "aftercare", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
of_examples.load_profile("aftercare")


LONGEST = (
    *("tests/packaging/", "tests/faults/", "tests/isolation/", "aftercare/demo/"),
    *("tests/browser/", "tests/mail/"),
)
"""Where single files take a minute."""


def pytest_configure() -> None:
    """Look for cycles seldom: a process of tests ends soon."""
    gc.set_threshold(50_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, so that in the end no process waits long for the other."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", action="store_true", help="take pictures of the screens")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Run the tests on a server of their own, unless DATABASE_URL names one."""
    if url := os.environ.get("DATABASE_URL"):
        connection.settings_dict.update(connection_to(url))
        yield
        return
    with migrated_server() as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        connection.settings_dict.update(connection_to(url))
        connection.settings_dict["TEST"]["TEMPLATE"] = connection.settings_dict["NAME"]
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Let tests that commit put the database back without truncating it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        beginning = Beginning()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: beginning.come_back())
        yield


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
