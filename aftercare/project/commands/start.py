"""What commands have in common: errors in words, exit codes, a database that runs."""

import logging.config
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

import click

from aftercare.project.configuration.reading import (
    WronglyConfigured,
    configuration,
    unknown_variables,
)
from aftercare.project.home import home, prepare_secret
from aftercare.project.logs import logging_as, mask
from aftercare.project.postgres import DidNotStart, HasAnOwner, database
from aftercare.project.supervisor import die_with

FAILED, WRONGLY_CALLED = 1, 2
UNFINISHED = "restore-unfinished"
"""The mark of a home that is being restored: nothing runs on it."""


class Group(click.Group):
    """Commands that tell in words what is wrong with where they run."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command; exit with 1 if it fails, with 2 if it cannot begin."""
        try:
            return super().invoke(context)
        except WronglyConfigured as wrong:
            click.echo("Aftercare cannot start like this:", err=True)
            for fault in wrong.faults:
                click.echo(f"  - {fault}", err=True)
            click.echo("docs/configuration.md lists every variable.", err=True)
            context.exit(WRONGLY_CALLED)
        except (HasAnOwner, DidNotStart) as refused:
            raise click.ClickException(str(refused)) from None


@contextmanager
def ground(*, owner: bool = False, unfinished: bool = False) -> Iterator[None]:
    """Have everything checked and the database running. Django is not loaded: it is large."""
    told = configuration()
    logging.config.dictConfig(logging_as(told.log_format))
    for sentence in unknown_variables(os.environ):
        click.echo(f"Note: {sentence}", err=True)
    if not unfinished:
        _refuse_unfinished()
    prepare_secret()
    with database(home() / "postgres", owner=owner):
        yield


@contextmanager
def ready(*, pool: bool = False) -> Iterator[None]:
    """Have the database running and Django loaded."""
    with ground(), django_loaded(pool=pool):
        yield


@contextmanager
def django_loaded(*, pool: bool = False) -> Iterator[None]:
    """
    Have Django loaded, and tell in words when the database does not answer.

    Only who runs for long needs a `pool` of connections: it waits for a database that is away.
    """
    import django  # noqa: PLC0415  # needs the settings, and those the database

    django.setup()
    from django.db import OperationalError, ProgrammingError, connection  # noqa: PLC0415  # see above
    from psycopg.errors import UndefinedTable  # noqa: PLC0415  # large, and first of use here

    if not pool:
        connection.settings_dict["OPTIONS"].pop("pool", None)
    try:
        yield
    except ProgrammingError as problem:
        if not isinstance(problem.__cause__, UndefinedTable):
            raise
        raise click.ClickException("The tables are not there yet. Run: aftercare migrate") from None
    except OperationalError as problem:
        first_line = mask(str(problem)).partition("\n")[0]
        raise click.ClickException(f"The database does not answer: {first_line}") from None


def apart(work: Callable[[], None]) -> None:
    """
    Do some work with Django in a process that ends with it, and end with it if it fails.

    Who only watches others afterwards stays small, and has no threads.
    """
    process = get_context("fork").Process(target=_do_apart, args=[work, os.getpid()])
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(FAILED)


def beside(work: Callable[[], None]) -> None:
    """Do as `apart`, but go on meanwhile; others come first."""

    def give_way() -> None:
        os.nice(10)
        work()

    asked = [give_way, os.getpid()]
    get_context("fork").Process(target=_do_apart, args=asked, daemon=True).start()


def _do_apart(work: Callable[[], None], parent: int) -> None:
    die_with(parent)
    try:
        with django_loaded():
            work()
    except click.ClickException as refused:
        refused.show()
        sys.exit(FAILED)


def _refuse_unfinished() -> None:
    mark = home() / UNFINISHED
    if mark.exists():
        raise click.ClickException(
            f"A restore into {home()} did not come to its end, so nothing in it can be relied on."
            " Run `aftercare restore --replace FILE` again."
        )
