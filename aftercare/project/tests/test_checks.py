"""What `aftercare check` finds, and what it says to that."""

import json
import os
import smtplib
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from aftercare.base.people.tests.make import make_user
from aftercare.demo.company import LOGINS
from aftercare.project.checks import machine, outside, work
from aftercare.project.checks.findings import findings_of, ok
from aftercare.project.commands.main import main


@pytest.fixture
def told(settings, tmp_path):
    def tell(**given):
        known = settings.TOLD
        settings.TOLD = type(known)(**{**vars(known), "home": tmp_path, **given})

    tell()
    return tell


def levels(check):
    return [(finding.subject, str(finding.level)) for finding in check()]


def run_sql(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_what_is_allowed_but_not_wise_is_a_warning(told):
    told(debug=True, is_insecure=True)

    assert levels(machine.check_configuration) == [("configuration", "warning")] * 3


def test_a_public_address_is_well(told):
    told(public_url="https://service.northwell.example", trusted_proxies=1)

    assert levels(machine.check_configuration) == [("configuration", "ok")]


def test_a_key_others_may_read_is_an_error(db, told, tmp_path):
    (tmp_path / "secret.key").write_text("x")
    (tmp_path / "secret.key").chmod(0o640)

    found = list(machine.check_secrets())

    assert (found[0].level, found[0].mend) == ("error", f"chmod 600 {tmp_path}/secret.key")


def test_a_demo_account_is_an_error_where_work_is_done(db, told):
    assert levels(machine.check_secrets) == [("secrets", "ok")]

    address, password, _duty = LOGINS[0]
    make_user(email=address, password=password)

    assert levels(machine.check_secrets) == [("secrets", "error")]
    told(is_insecure=True)
    assert levels(machine.check_secrets) == [("secrets", "ok")]


@pytest.mark.parametrize(("off", "level"), [(0, "ok"), (10, "warning"), (100, "error")])
def test_clocks_apart_are_found(db, told, monkeypatch, off, level):
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + off)
    monkeypatch.setattr(
        "aftercare.project.checks.machine.clock.now", lambda now=machine.clock.now: now()
    )

    assert levels(machine.check_clock)[1] == ("clock", level)


@pytest.mark.parametrize(("free", "level"), [(100, "ok"), (2, "warning"), (0.1, "error")])
def test_a_disk_that_gets_full_is_found(told, monkeypatch, free, level):
    usage = type("Usage", (), {"free": free * 2**30})
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)

    assert levels(machine.check_disk) == [("disk", level)]


def test_storage_is_tried_and_left_as_it_was(told, settings):
    place = Path(settings.STORAGES["files"]["OPTIONS"]["location"])

    assert levels(machine.check_storage) == [("storage", "ok")]
    assert [path for path in place.rglob("*") if path.is_file()] == []


def test_storage_that_cannot_be_written_is_an_error(told, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.STORAGES = settings.STORAGES | {
        "files": {
            "BACKEND": "aftercare.project.storage.Folder",
            "OPTIONS": {"location": tmp_path / "file" / "below"},
        }
    }

    (finding,) = machine.check_storage()

    assert finding.level == "error"
    assert "Let the user who runs Aftercare write there." in finding.mend


def test_the_database_is_well_when_its_tables_are_up_to_date(db):
    assert levels(work.check_database) == [("database", "ok")] * 2

    run_sql("DELETE FROM django_migrations WHERE app = 'search'")

    assert levels(work.check_database)[1] == ("database", "error")


def test_no_worker_is_an_error(db):
    (finding,) = work.check_jobs()

    assert (finding.level, finding.words) == (
        "error",
        "No worker has been heard of ever; 0 jobs wait.",
    )


def test_a_silent_worker_is_an_error_and_one_that_is_heard_of_is_well(db):
    run_sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 min')")
    assert [finding.words for finding in work.check_jobs()] == [
        "No worker has been heard of for 5 minutes; 0 jobs wait."
    ]

    run_sql("INSERT INTO procrastinate_workers DEFAULT VALUES")

    assert levels(work.check_jobs) == [("jobs", "ok")]


def test_late_and_failed_jobs_are_warnings(db):
    run_sql(
        "INSERT INTO procrastinate_workers DEFAULT VALUES",
        "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
        " VALUES ('default', 'x', now() - interval '1 hour')",
        "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
        " VALUES ('default', 'later', now() + interval '1 hour')",
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
        " SELECT 'default', 'conversations.send', 'failed' FROM generate_series(1, 3)",
    )

    late, failed = work.check_jobs()

    assert late.words == "1 jobs wait, the oldest for 60 minutes."
    assert failed.words == "3 jobs have failed for good: 3 × conversations.send."


def test_entries_that_wait_long_for_their_seal_are_a_warning(db):
    assert levels(work.check_journal) == [("journal", "ok")]

    run_sql(
        "INSERT INTO journal_entry (at, event, about, actor, data)"
        " VALUES (now() - interval '3 hours', 'x.y', '{}', 'system:', '{}')"
    )

    (finding,) = work.check_journal()
    assert finding.words == "1 entries wait for their seal, the oldest for 3 hours."


def test_nobody_who_answers_is_a_warning(told):
    told(port=1, smtp_port=1)

    assert levels(outside.check_processes) == [("web", "warning"), ("mail", "warning")]


def test_a_mail_server_that_does_not_answer_is_an_error(told, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    (finding,) = outside.check_system_mail()

    assert finding.level == "error"
    assert "Connection refused" in finding.words


def test_no_channel_is_a_warning(db):
    assert levels(outside.check_channels) == [("channels", "warning")]


def test_a_check_that_breaks_does_not_hide_the_others():
    def check_this():
        raise smtplib.SMTPException("no way")
        yield

    def check_that():
        yield ok("that", "well")

    broken, well = findings_of((check_this, check_that))

    assert broken.words == "could not be looked at: SMTPException: no way"
    assert well.level == "ok"


def test_faults_of_the_configuration_are_findings_too():
    answer = CliRunner().invoke(main, ["check", "--json"], env={"PORT": "x", "OIDC_X": "y"})

    said = json.loads(answer.output)
    assert (answer.exit_code, said["ok"]) == (1, False)
    assert [(each["subject"], each["level"]) for each in said["findings"]] == [
        ("configuration", "warning"),
        ("configuration", "error"),
    ]


def test_a_database_that_does_not_answer_is_a_finding(tmp_path):
    place = {"DATABASE_URL": "postgresql://x@127.0.0.1:1/x", "AFTERCARE_HOME": str(tmp_path)}

    answer = subprocess.run(
        [sys.executable, "-m", "aftercare", "check"],
        env=os.environ | place,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 1
    assert "The database does not answer" in answer.stdout
