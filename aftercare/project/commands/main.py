import os

import click

from aftercare.project.commands import checking, coverage, keep, look, planning, run, safekeeping
from aftercare.project.commands.start import Group


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 well, 1 something failed or is not as it should be, 2 wrongly called or"
    " configured. Variables of the environment: docs/configuration.md.",
)
@click.version_option(package_name="aftercare")
def main() -> None:
    """
    Aftercare, the after-sales service of an electronics company.

    Begin with `aftercare demo` to look around, or with `aftercare serve` to work. Data is kept in
    AFTERCARE_HOME (default: .aftercare); DATABASE_URL names a PostgreSQL server to use instead of
    our own.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercare.project.settings")


for command in (
    *run.COMMANDS,
    *checking.COMMANDS,
    *keep.COMMANDS,
    *safekeeping.COMMANDS,
    *look.COMMANDS,
    *coverage.COMMANDS,
    *planning.COMMANDS,
):
    main.add_command(command)
