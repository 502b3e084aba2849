import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from aftercare.project.home import home, prepare_secret
from aftercare.project.postgres import HasAnOwner, database
from aftercare.project.supervisor import Supervisor, port_is_free

FAILED = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="aftercare")
def main() -> None:
    """
    Aftercare, the after-sales service of an electronics company.

    Data is kept in AFTERCARE_HOME (default: .aftercare); DATABASE_URL names a PostgreSQL server
    to use instead of our own.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercare.project.settings")


@contextmanager
def ready(*, owner: bool = False) -> Iterator[None]:
    """Have the database running and Django loaded."""
    prepare_secret()
    with ExitStack() as stack:
        try:
            stack.enter_context(database(home() / "postgres", owner=owner))
        except HasAnOwner as taken:
            raise click.ClickException(str(taken)) from None
        import django  # noqa: PLC0415  # needs the settings, and those the database

        django.setup()
        yield


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a command of Django, such as `manage makemigrations --check`."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415  # see ready

    with ready():
        execute_from_command_line(["aftercare manage", *arguments])


@main.command()
def migrate() -> None:
    """Bring the tables of the database up to date."""
    from django.core.management import call_command  # noqa: PLC0415  # see ready

    with ready():
        call_command("migrate", verbosity=1)


@main.command()
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="Where to listen.")
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
@click.option("--smtp-port", envvar="SMTP_PORT", default=2525, show_default=True)
def serve(port: int, host: str, smtp_port: int) -> None:
    """Run everything: database, web, jobs, mail. Stops all of it with Ctrl-C."""
    _refuse_busy(port, smtp_port)
    with ready(owner=True):
        _bring_up_to_date()
        click.echo(f"Aftercare: http://{host}:{port}   mail: {host}:{smtp_port}")
        sys.exit(Supervisor(host=host, port=port, smtp_port=smtp_port).run())


@main.command()
@click.option("--port", envvar="PORT", default=8000, show_default=True)
@click.option("--smtp-port", envvar="SMTP_PORT", default=2525, show_default=True)
@click.option("--cases", default=0, help="How many cases the company has had; 0 for the usual.")
def demo(port: int, smtp_port: int, cases: int) -> None:
    """Run everything with a believable company, played into the database if that is empty."""
    os.environ.setdefault("AFTERCARE_INSECURE", "1")
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
    os.environ.setdefault("MAIL_PORT", "2526")
    _refuse_busy(port, smtp_port)
    with ready(owner=True):
        _bring_up_to_date()
        from aftercare.demo.company import CASES, LOGINS  # noqa: PLC0415  # see ready

        _play_company(cases or CASES)
        click.echo(f"\n  Aftercare runs on http://localhost:{port}")
        for address, password, duty in LOGINS:
            click.echo(f"    {address:28} {password:16} {duty}")
        outbox = home() / "outbox"
        click.echo(
            f"\n  Send a mail to support@northwell.example by SMTP on localhost:{smtp_port}."
        )
        click.echo(f"  Answers are delivered to {outbox}. Anybody's form: /contact\n")
        supervisor = Supervisor(host="127.0.0.1", port=port, smtp_port=smtp_port, outbox=outbox)
        sys.exit(supervisor.run())


def _play_company(cases: int) -> None:
    from aftercare.base.people.queries import visible_users  # noqa: PLC0415  # see ready
    from aftercare.demo.company import build  # noqa: PLC0415  # see ready
    from aftercare.kit import clock  # noqa: PLC0415  # see ready
    from aftercare.kit.actors import SYSTEM  # noqa: PLC0415  # see ready

    if visible_users(SYSTEM).exists():
        return
    with click.progressbar(length=cases, label="Playing eighteen months of Northwell") as bar:
        build(at=clock.now(), cases=cases, tell=lambda _done, _all: bar.update(1))


def _refuse_busy(port: int, smtp_port: int) -> None:
    for number, name in ((port, "PORT"), (smtp_port, "SMTP_PORT")):
        if not port_is_free(number):
            raise click.ClickException(
                f"Port {number} is taken by another program. Choose another one: {name}=…"
            )


def _bring_up_to_date() -> None:
    from django.core.management import call_command  # noqa: PLC0415  # see ready

    call_command("migrate", verbosity=0)
    _collect_assets()


def _collect_assets() -> None:
    from aftercare.interfaces.ui.assets import collect_assets  # noqa: PLC0415  # see ready

    collect_assets()


@main.command()
@click.option("--port", envvar="PORT", default=8000, show_default=True)
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
def web(port: int, host: str) -> None:
    """Run the web server alone."""
    with ready():
        _collect_assets()
        sys.exit(Supervisor(host=host, port=port, only="web").run())


@main.command()
def worker() -> None:
    """Run the jobs alone."""
    with ready():
        sys.exit(Supervisor(only="worker").run())


@main.command("mail-receiver")
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
@click.option("--smtp-port", envvar="SMTP_PORT", default=2525, show_default=True)
def mail_receiver(host: str, smtp_port: int) -> None:
    """Take mail in: by SMTP, and from the mailboxes that are set up."""
    from signal import SIGINT, SIGTERM, signal  # noqa: PLC0415  # only here
    from threading import Event  # noqa: PLC0415  # only here

    with ready():
        from aftercare.interfaces.gateways.email.process import run_mail_receiver  # noqa: PLC0415  # see ready

        stop = Event()
        for number in (SIGINT, SIGTERM):
            signal(number, lambda *_context: stop.set())
        run_mail_receiver(stop, host=host, port=smtp_port)


@main.command("create-admin")
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def create_admin(email: str, name: str, password: str) -> None:
    """Make the first administrator."""
    with ready():
        from aftercare.base.people.operations.accounts import enroll_user  # noqa: PLC0415  # see ready
        from aftercare.base.people.queries import visible_roles  # noqa: PLC0415  # see ready
        from aftercare.kit import clock  # noqa: PLC0415  # see ready
        from aftercare.kit.actors import SYSTEM  # noqa: PLC0415  # see ready
        from aftercare.kit.refusals import Refused  # noqa: PLC0415  # see ready

        roles = list(visible_roles(SYSTEM).filter(code="administrator"))
        try:
            enroll_user(
                email=email, name=name, password=password, roles=roles, actor=SYSTEM, at=clock.now()
            )
        except Refused as refusal:
            raise click.ClickException(refusal.message) from None
        click.echo(f"{email} may sign in now.")


@main.group()
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


@main.group()
def mail() -> None:
    """Look at mail."""


@mail.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def show(file: Path) -> None:
    """Print as JSON what we read in a mail."""
    from aftercare.interfaces.gateways.email.reading.show import show_mail  # noqa: PLC0415  # slow

    click.echo(show_mail(file.read_bytes()))
