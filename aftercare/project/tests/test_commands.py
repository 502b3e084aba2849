import json

import pytest
from click.testing import CliRunner

from aftercare.project.commands.main import main


def run(*arguments, **environment):
    return CliRunner().invoke(main, arguments, env=environment, prog_name="aftercare")


def test_every_command_says_what_it_does():
    for name, command in main.commands.items():
        answer = run(name, "--help")
        assert answer.exit_code == 0
        assert command.get_short_help_str(200).rstrip(".") in " ".join(answer.output.split())


@pytest.mark.parametrize("name", ["serve", "migrate", "worker"])
def test_a_wrong_environment_stops_every_command_with_all_faults(name, tmp_path):
    home = tmp_path / "home"

    answer = run(name, PORT="x", MAIL_PORT="y", AFTERCARE_HOME=str(home))

    assert answer.exit_code == 2
    assert answer.stderr.splitlines()[1:3] == [
        "  - PORT is “x”; it has to be a whole number from 1 to 65535.",
        "  - MAIL_PORT is “y”; it has to be a whole number from 1 to 65535.",
    ]
    assert not home.exists()


def test_help_is_there_whatever_the_environment_says():
    assert run("serve", "--help", PORT="x").exit_code == 0


def test_a_mail_is_shown_without_any_database(tmp_path):
    mail = tmp_path / "a.eml"
    mail.write_bytes(b"Subject: Drift\r\nFrom: a@b.example\r\n\r\nText\r\n")

    answer = run("mail", "show", str(mail), PORT="x")

    assert answer.exit_code == 0
    assert json.loads(answer.output)["subject"] == "Drift"


def test_what_is_wrongly_called_exits_with_2():
    assert run("mail", "show", "/no/such/file").exit_code == 2
    assert run("no-such-command").exit_code == 2
