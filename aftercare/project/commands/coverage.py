"""Commands that decide who pays, without a database."""

import json
import sys
from typing import TextIO

import click

from aftercare.project.commands.start import FAILED


@click.group()
def coverage() -> None:
    """Decide what a customer may claim and who pays. Described in docs/coverage.md."""


@coverage.command()
@click.argument("facts", type=click.File(encoding="utf-8"))
def decide(facts: TextIO) -> None:
    """
    Print the decision on the facts in a JSON file (`-` for standard input), as JSON.

    No database is needed: the rule books come with Aftercare. Exit code 1 with what is missing or
    wrong if the facts do not allow a decision; nothing is guessed.
    """
    from aftercare.domain.coverage.queries.answers import answer_to  # noqa: PLC0415  # it is large

    answer = answer_to(facts.read())
    click.echo(json.dumps(answer.document, indent=1, ensure_ascii=False))
    sys.exit(0 if answer.is_decision else FAILED)


@coverage.command()
@click.argument("of", type=click.Choice(["facts", "decision"]), default="facts")
def schema(of: str) -> None:
    """Print the JSON Schema of the facts, or that of a decision."""
    from aftercare.domain.coverage.queries import answers  # noqa: PLC0415  # it is large

    schemas = {"facts": answers.schema_of_facts, "decision": answers.schema_of_decision}
    click.echo(json.dumps(schemas[of](), indent=1))


COMMANDS = (coverage,)
