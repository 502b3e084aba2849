"""Commands that run for as long as somebody needs them."""

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from subprocess import Popen
from typing import Any

import click

from aftercare.project.commands.start import apart, beside, ground, ready
from aftercare.project.configuration.reading import configuration
from aftercare.project.home import home
from aftercare.project.prepared import is_prepared, note_prepared, was_prepared
from aftercare.project.supervisor import Supervisor, begin_web, port_is_free

Command = Callable[..., Any]


def _option(name: str, variable: str, meaning: str) -> Callable[[Command], Command]:
    return click.option(name, metavar=variable, help=f"{meaning} Else the variable {variable}.")


web_options = (
    _option("--host", "HOST", "The network address for browsers."),
    _option("--port", "PORT", "The port for browsers."),
)
mail_options = (
    _option("--smtp-host", "SMTP_HOST", "The network address for mail."),
    _option("--smtp-port", "SMTP_PORT", "The port for mail."),
)


def _with(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@click.command()
@_with(*web_options, *mail_options)
def serve(**given: str | None) -> None:
    """Run everything: database, web, jobs, mail. Ctrl-C stops all of it."""
    _take_over(given)
    _refuse_busy_ports("web", "mail")
    web = _begin_web("serve")
    with ground(owner=True):
        _make_ready("serve", _prepare_to_serve)
        sys.exit(Supervisor(web=web).run())


@click.command()
@_with(web_options[1], mail_options[1])
@click.option("--cases", default=0, help="How many cases the company has played; 0 for the usual.")
def demo(cases: int, **given: str | None) -> None:
    """Run everything with a believable company, played into the database if that is empty."""
    os.environ.setdefault("AFTERCARE_INSECURE", "1")
    _take_over(given)
    # The mailbox of customers stands beside our receiver, so that two demos do not collide.
    os.environ.setdefault("MAIL_PORT", str(configuration().smtp_port + 1))
    _refuse_busy_ports("web", "mail", "outbox")
    web = _begin_web("demo")
    with ground(owner=True):
        outbox, port = home() / "outbox", configuration().mail_port
        _make_ready("demo", partial(_prepare_demo, cases, outbox))
        sys.exit(Supervisor(outbox=outbox, outbox_port=port, web=web).run())


@click.command()
@_with(*web_options)
def web(**given: str | None) -> None:
    """Run the web server alone. The tables have to be up to date: `aftercare migrate`."""
    _take_over(given)
    _refuse_busy_ports("web")
    with ground():
        apart(_prepare_web)
        sys.exit(Supervisor(only="web").run())


@click.command()
def worker() -> None:
    """Run the jobs alone. Any number of workers share the work."""
    with ground():
        sys.exit(Supervisor(only="worker").run())


@click.command("mail-receiver")
@_with(*mail_options)
def mail_receiver(**given: str | None) -> None:
    """Take mail in: by SMTP, and from the mailboxes that are set up."""
    from signal import SIGINT, SIGTERM, signal  # noqa: PLC0415  # only here
    from threading import Event  # noqa: PLC0415  # only here

    _take_over(given)
    _refuse_busy_ports("mail")
    with ready(pool=True):
        from aftercare.interfaces.gateways.email.certificate import Certificate  # noqa: PLC0415  # see ready
        from aftercare.interfaces.gateways.email.process import run_mail_receiver  # noqa: PLC0415  # see ready

        stop = Event()
        for number in (SIGINT, SIGTERM):
            signal(number, lambda *_context: stop.set())
        told = configuration()
        chain = told.smtp_certificate
        certificate = Certificate(chain, told.smtp_key or chain) if chain else None
        run_mail_receiver(stop, host=told.smtp_host, port=told.smtp_port, certificate=certificate)


def _take_over(given: dict[str, str | None]) -> None:
    # The processes we start read the environment, and so does everything else.
    os.environ.update({name.upper(): value for name, value in given.items() if value})


def _refuse_busy_ports(*wanted: str) -> None:
    told = configuration()
    doors = {
        "web": (told.host, told.port, "--port or PORT"),
        "mail": (told.smtp_host, told.smtp_port, "--smtp-port or SMTP_PORT"),
        "outbox": ("127.0.0.1", told.mail_port, "MAIL_PORT"),
    }
    for name in wanted:
        host, port, option = doors[name]
        if not port_is_free(host, port):
            raise click.ClickException(
                f"Port {port} on {host} is not free. Choose another one with {option}."
            )


def _begin_web(purpose: str) -> Popen[bytes] | None:
    """Begin the web process beside the database, where nothing has to be made before it."""
    return begin_web() if was_prepared(purpose) else None


def _make_ready(purpose: str, prepare: Callable[[], None]) -> None:
    """Prepare what is going to run; where the last start has done so, beside it."""
    if is_prepared(purpose):
        beside(prepare)
    else:
        apart(prepare)
        note_prepared(purpose)


def _prepare_to_serve() -> None:
    _bring_up_to_date()
    told = configuration()
    click.echo(f"Aftercare: {told.public_url}   mail: {told.smtp_host}:{told.smtp_port}")
    _show_first_steps()


def _prepare_demo(cases: int, outbox: Path) -> None:
    from aftercare.demo.company import CASES  # noqa: PLC0415  # see apart

    _bring_up_to_date()
    _play_company(cases or CASES)
    _lead_mail_to_outbox()
    _greet(outbox)


def _prepare_web() -> None:
    from aftercare.interfaces.ui.assets import collect_assets  # noqa: PLC0415  # see apart

    collect_assets()
    _show_first_steps()


def _bring_up_to_date() -> None:
    from django.core.management import call_command  # noqa: PLC0415  # see apart

    from aftercare.interfaces.ui.assets import collect_assets  # noqa: PLC0415  # see apart
    from aftercare.project.tables import lay_out_tables  # noqa: PLC0415  # see apart

    lay_out_tables()
    call_command("migrate", verbosity=0)
    collect_assets()


def _show_first_steps() -> None:
    from aftercare.interfaces.portal.first_steps import first_link  # noqa: PLC0415  # see apart

    if link := first_link():
        click.echo("\n  Nobody has an account yet. Make yours, the administrator's, here (once):")
        click.echo(f"  {configuration().public_url}{link}")
        click.echo("  or with: aftercare create-admin\n")


def _play_company(cases: int) -> None:
    from aftercare.base.people.queries import visible_users  # noqa: PLC0415  # see apart
    from aftercare.demo.chapters import sweep_up  # noqa: PLC0415  # see apart
    from aftercare.demo.company import build  # noqa: PLC0415  # see apart
    from aftercare.kit import clock  # noqa: PLC0415  # see apart
    from aftercare.kit.actors import SYSTEM  # noqa: PLC0415  # see apart

    sweep_up()
    if visible_users(SYSTEM).exists():
        return
    with click.progressbar(length=cases, label="Playing eighteen months of Northwell") as bar:
        build(at=clock.now(), cases=cases, tell=lambda done, _all: bar.update(done - bar.pos))


def _lead_mail_to_outbox() -> None:
    from aftercare.demo.founding import send_by  # noqa: PLC0415  # see apart
    from aftercare.kit import clock  # noqa: PLC0415  # see apart

    send_by(configuration().mail_port, at=clock.now())


def _greet(outbox: Path) -> None:
    from aftercare.demo.company import LOGINS  # noqa: PLC0415  # see apart

    told = configuration()
    click.echo(f"\n  Aftercare runs on {told.public_url}")
    for address, password, duty in LOGINS:
        click.echo(f"    {address:28} {password:16} {duty}")
    click.echo(
        f"\n  Send a mail to support@northwell.example by SMTP on localhost:{told.smtp_port}."
    )
    click.echo(f"  Answers are delivered to {outbox}. Anybody's form: /contact\n")


COMMANDS = (demo, serve, web, worker, mail_receiver)
