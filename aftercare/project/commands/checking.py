"""The command that says whether everything is as it should be."""

import json
import os
import sys
from collections.abc import Iterator

import click

from aftercare.project.checks.findings import Finding, Level, error, findings_of, warning
from aftercare.project.commands.start import FAILED, django_loaded, ground
from aftercare.project.configuration.reading import (
    WronglyConfigured,
    configuration,
    unknown_variables,
)
from aftercare.project.postgres import DidNotStart

COLORS = {Level.OK: "green", Level.WARNING: "yellow", Level.ERROR: "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document, for programs.")
def check(*, as_json: bool) -> None:
    """
    Look whether everything works, and say how to mend what does not.

    Configuration, secrets, database, clock, disk, storage, jobs, journal, web, and every mail
    server, which it really signs in to. Exit code 1 if there is an error; warnings are none.
    """
    found = []
    for finding in _findings():
        found.append(finding)
        if not as_json:
            _print(finding)
    failed = any(finding.level == Level.ERROR for finding in found)
    if as_json:
        report = {"ok": not failed, "findings": [each.as_json() for each in found]}
        click.echo(json.dumps(report, indent=1, ensure_ascii=False))
    sys.exit(FAILED if failed else 0)


def _findings() -> Iterator[Finding]:
    for sentence in unknown_variables(os.environ):
        yield warning("configuration", sentence, "Take it away, or correct its name.")
    try:
        configuration()
    except WronglyConfigured as wrong:
        for fault in wrong.faults:
            yield error("configuration", fault, "docs/configuration.md lists every variable.")
        return
    try:
        with ground(), django_loaded():
            yield from _with_database()
    except (click.ClickException, DidNotStart) as problem:
        yield error("database", str(problem), "Look at DATABASE_URL, and whether it runs.")


def _with_database() -> Iterator[Finding]:
    from django.db import connection  # noqa: PLC0415  # see ready

    from aftercare.project.checks import machine, outside, work  # noqa: PLC0415  # see ready

    # Without it nothing else can be looked at; it says itself what is wrong.
    connection.ensure_connection()
    yield from findings_of(
        (
            machine.check_configuration,
            work.check_database,
            machine.check_secrets,
            machine.check_clock,
            machine.check_disk,
            machine.check_storage,
            work.check_jobs,
            work.check_journal,
            outside.check_processes,
            outside.check_system_mail,
            outside.check_channels,
        )
    )


def _print(finding: Finding) -> None:
    level = click.style(f"{finding.level:8}", fg=COLORS[finding.level])
    click.echo(f"{level} {finding.subject:18} {finding.words}")
    if finding.mend:
        click.echo(f"{'':27} → {finding.mend}")


COMMANDS = (check,)
