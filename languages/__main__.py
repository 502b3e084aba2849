"""`python -m languages update`, or `compile PATH`."""

from pathlib import Path

import click

from languages.catalogs import LANGUAGES, compile_catalog, update


@click.group()
def main() -> None:
    """Keep the catalogs of the screens' languages."""


@main.command("update")
def update_all() -> None:
    """Bring the catalogs up to date with the code, and say what they lack."""
    for language in LANGUAGES:
        click.echo(f"{language}: {update(language)} texts to translate")


@main.command("compile")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def compile_one(path: Path) -> None:
    """Write what Django reads of the catalog at PATH."""
    compile_catalog(path)


if __name__ == "__main__":
    main()
