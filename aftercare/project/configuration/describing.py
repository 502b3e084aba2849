"""Writes `docs/configuration.md`: `python -m aftercare.project.configuration.describing`."""

from pathlib import Path

from aftercare.project.configuration.kinds import Variable
from aftercare.project.configuration.values import VARIABLES

PAGE = Path(__file__).parents[3] / "docs" / "configuration.md"

INTRODUCTION = """\
# Configuration

Everything is told by variables of the environment, and nothing else: there is no settings file.
A wrong value stops the start, with one sentence for each: the variable, what it was, what is
allowed. `aftercare check` also tells of variables that look like ours and mean nothing.

A secret may be in a file instead: `SECRET_KEY_FILE=/run/secrets/key` and so on.

Without any variable the system is safe and for this machine alone: it listens on `127.0.0.1`,
answers to `localhost`, and needs no TLS for that. As soon as others may reach it, it insists on
https, secure cookies and HSTS, and refuses to start with what would undermine them.

| variable | default | meaning |
|---|---|---|
"""

END = """
Keys of a bucket come as boto3 finds them (`AWS_ACCESS_KEY_ID`, a profile, the machine's role).
What people may change while the system runs (working hours, service levels, channels, roles) is
in the settings screens, not here. This page is written by
`python -m aftercare.project.configuration.describing`.
"""


def page() -> str:
    """Return the whole page."""
    return INTRODUCTION + "".join(map(_line, VARIABLES.values())) + END


def _line(variable: Variable) -> str:
    secret = f" or `{variable.name}_FILE`" if variable.is_secret else ""
    allowed = f" {_capital(variable.kind.allowed)}." if variable.kind.allowed else ""
    return f"| `{variable.name}`{secret} | {_default(variable)} | {variable.meaning}{allowed} |\n"


def _default(variable: Variable) -> str:
    if variable.shown_default or variable.default in ("", ()):
        return variable.shown_default
    shown = int(variable.default) if isinstance(variable.default, bool) else variable.default
    return f"`{shown}`"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


if __name__ == "__main__":
    PAGE.write_text(page())
