"""Commands that look at something and change nothing."""

import sys
from pathlib import Path

import click

from aftercare.project.commands.start import FAILED, ready


@click.group()
def journal() -> None:
    """Look at the journal."""


@journal.command()
def verify() -> None:
    """Compute the whole chain again. Exit code 1 if anything is not what it was."""
    with ready():
        from aftercare.base.journal.queries import verify_chain  # noqa: PLC0415  # see ready

        found = verify_chain()
        click.echo(
            f"{found.entries} entries, {found.sealed} sealed in {found.seals} seals,"
            f" {found.unsealed} waiting. Last seal {found.last_digest or '(none)'}"
        )
        for seal in found.broken:
            click.echo(
                f"BROKEN: entries {seal.first} to {seal.last} are not what was sealed"
                f" ({seal.found} of {seal.sealed} are there)"
            )
        if found.strays:
            click.echo(f"BROKEN: {found.strays} entries were added or lost outside the chain")
        sys.exit(0 if found.is_intact else FAILED)


@click.group()
def mail() -> None:
    """Look at mail."""


@mail.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def show(file: Path) -> None:
    """Print as JSON what we read in a mail. FILE holds it byte by byte, as .eml."""
    from aftercare.interfaces.gateways.email.reading.show import show_mail  # noqa: PLC0415  # slow

    click.echo(show_mail(file.read_bytes()))


COMMANDS = (journal, mail)
