"""Commands for people who look after the mail."""

from pathlib import Path

import click

from aftercare.interfaces.gateways.email.reading.show import show_mail


@click.group()
def mail() -> None:
    """Look at mail as Aftercare reads it."""


@mail.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def show(file: Path) -> None:
    """Print what is read in FILE, a raw mail (.eml), as JSON."""
    click.echo(show_mail(file.read_bytes()))
