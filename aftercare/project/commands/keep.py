"""Commands that keep the system in order."""

import click

from aftercare.project.commands.start import ready


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a command of Django, such as `manage makemigrations --check`."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415  # see ready

    with ready(pool=True):
        execute_from_command_line(["aftercare manage", *arguments])


@click.command()
def migrate() -> None:
    """Bring the tables of the database up to date. `serve` and `demo` do it by themselves."""
    from django.core.management import call_command  # noqa: PLC0415  # see ready

    with ready():
        call_command("migrate", verbosity=1)


@click.command("create-admin")
@click.option("--email", prompt="Mail address")
@click.option("--name", prompt=True)
@click.option(
    "--password", prompt=True, hide_input=True, confirmation_prompt=True, envvar="ADMIN_PASSWORD"
)
def create_admin(email: str, name: str, password: str) -> None:
    """Make an administrator. Scripts give the password as ADMIN_PASSWORD."""
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


COMMANDS = (migrate, create_admin, manage)
