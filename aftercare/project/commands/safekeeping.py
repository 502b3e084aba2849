"""Commands against the day on which a machine is lost."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aftercare.project.backup.archive import Archive, Damaged, checked_archive
from aftercare.project.commands.start import FAILED, UNFINISHED, django_loaded, ground, ready
from aftercare.project.configuration.reading import configuration
from aftercare.project.home import SECRET, home, keep_secret

if TYPE_CHECKING:
    from aftercare.project.backup.restoring import Proof
    from aftercare.project.backup.writing import Backup


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--without-secret",
    is_flag=True,
    help="Leave out the secret key. Keep it elsewhere: without it the passwords of channels are"
    " lost.",
)
def backup(file: Path, *, without_secret: bool) -> None:
    """
    Write database and files into one FILE, as they are at one moment, while the system runs.

    Whoever has the file can read everything: keep it as you keep the system. Exit code 1 if
    something is not in it that should be.
    """
    if file.exists():
        raise click.ClickException(f"{file} is there already. Choose another name.")
    with ready():
        from aftercare.project.backup.dumps import ToolFailed  # noqa: PLC0415  # see ready
        from aftercare.project.backup.writing import write_backup  # noqa: PLC0415  # see ready

        try:
            written = write_backup(file, with_secret=not without_secret)
        except (ToolFailed, OSError) as problem:
            raise click.ClickException(f"There is no backup: {problem}") from None
        _tell_of_backup(file, written)
        sys.exit(FAILED if written.lost else 0)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Delete first what is here. It cannot be undone.")
def restore(file: Path, *, replace: bool) -> None:
    """
    Bring database and files back from FILE, and prove that everything is as it was.

    Only into an empty place, unless told to replace what is here; nothing may be running. If it
    does not come to its end, nothing starts here until another restore has.
    """
    try:
        archive = checked_archive(file)
    except Damaged as damage:
        raise click.ClickException(str(damage)) from None
    click.echo(f"{file} is whole: {len(archive.sums)} members.")
    secret = _take_secret(archive)
    with ground(owner=True, unfinished=True), django_loaded():
        from aftercare.project.backup.dumps import ToolFailed  # noqa: PLC0415  # see ready
        from aftercare.project.backup.restoring import CannotRestore  # noqa: PLC0415  # see ready

        try:
            proof = _restore(archive, replace=replace)
        except (CannotRestore, ToolFailed) as refused:
            raise click.ClickException(str(refused)) from None
        _tell_of_proof(proof)
        if proof.differences:
            sys.exit(FAILED)
        if secret:
            _keep(secret)
        (home() / UNFINISHED).unlink()


def _restore(archive: Archive, *, replace: bool) -> "Proof":
    from aftercare.project.backup import restoring  # noqa: PLC0415  # see ready

    restoring.must_be_alone()
    said = restoring.manifest_of(archive)
    restoring.must_be_known(said)
    if not replace and not restoring.is_empty():
        raise restoring.CannotRestore(
            f"There is something in {home()} or in its database already. Choose another place with"
            " AFTERCARE_HOME or DATABASE_URL; `--replace` deletes what is here first."
        )
    (home() / UNFINISHED).touch()
    restoring.clear()
    click.echo(f"Restoring what Aftercare {said['aftercare']} was at {said['at']} …")
    return restoring.restore(archive, said)


def _take_secret(archive: Archive) -> str | None:
    """Work with the key of the archive, unless the environment gives one."""
    kept = archive.read(SECRET)
    if kept is None or configuration().secret_key:
        return None
    os.environ["SECRET_KEY"] = kept.decode().strip()
    return os.environ["SECRET_KEY"]


def _keep(secret: str) -> None:
    (home() / SECRET).unlink(missing_ok=True)
    keep_secret(home(), secret)


def _tell_of_backup(file: Path, written: "Backup") -> None:
    found = written.contents
    click.echo(
        f"{file}: {written.size / 2**20:.1f} MB, {len(found.tables)} tables with"
        f" {sum(found.tables.values())} rows, {written.files} files,"
        f" {found.journal['entries']} entries of the journal."
    )
    if not found.journal["is_intact"]:
        click.echo("The journal is not intact: see `aftercare journal verify`.", err=True)
    for digest in written.lost:
        click.echo(f"NOT in it, since it is missing or damaged: file {digest}", err=True)


def _tell_of_proof(proof: "Proof") -> None:
    found = proof.contents
    rows = sum(found.tables.values())
    click.echo(f"  tables      {len(found.tables)} with {rows} rows")
    click.echo(f"  files       {proof.files}, every one read and compared with its hash")
    state = "intact" if found.journal["is_intact"] else "BROKEN, as it was in the backup"
    click.echo(f"  journal     {found.journal['entries']} entries, chain {state}")
    newer = f", {len(proof.migrated)} newer ones applied" if proof.migrated else ""
    click.echo(f"  migrations  {len(found.migrations)}{newer}")
    if not proof.has_same_secret:
        click.echo(
            "  secret key  ANOTHER one than when the backup was made: everybody signs in again, and"
            " the passwords of channels have to be given again."
        )
    for digest in proof.gone:
        click.echo(f"  lost before the backup: file {digest}")
    for difference in proof.differences:
        click.echo(f"  WRONG: {difference}", err=True)
    click.echo(
        "This is NOT what was backed up." if proof.differences else "Everything is as it was."
    )


COMMANDS = (backup, restore)
