"""The environment is believed only as a whole, and faults are told all at once."""

import subprocess
import sys

import pytest

from aftercare.project.configuration.describing import PAGE, page
from aftercare.project.configuration.reading import (
    WronglyConfigured,
    read_configuration,
    unknown_variables,
)
from aftercare.project.configuration.values import VARIABLES, Configuration

PUBLIC = {"PUBLIC_URL": "https://service.northwell.example", "TRUSTED_PROXIES": "1"}


def faults_of(environment):
    with pytest.raises(WronglyConfigured) as refused:
        read_configuration(environment)
    return refused.value.faults


def test_nothing_said_is_safe_and_for_this_machine_alone():
    told = read_configuration({})

    assert told.is_local
    assert not told.needs_tls
    assert not told.debug
    assert told.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert told.public_url == "http://localhost:8000"


@pytest.mark.parametrize(
    "reachable",
    [{}, {"HOST": "10.0.0.7", "HOSTS": "localhost"}, {"HOSTS": "service.northwell.example"}],
)
def test_who_can_be_reached_by_others_insists_on_tls(reachable):
    assert read_configuration(PUBLIC | reachable).needs_tls


def test_the_public_address_says_under_which_name_browsers_ask():
    assert read_configuration(PUBLIC).allowed_hosts[0] == "service.northwell.example"


def test_all_faults_are_told_at_once_with_what_was_said_and_what_is_allowed():
    assert faults_of({"PORT": "8OOO", "SMTP_PORT": "70000", "MAIL_SECURITY": "ssl"}) == [
        "PORT is “8OOO”; it has to be a whole number from 1 to 65535.",
        "SMTP_PORT is “70000”; it has to be a whole number from 1 to 65535.",
        "MAIL_SECURITY is “ssl”; it has to be `none` or `starttls` or `tls`.",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://root:hunter2@db/aftercare"),
        ("DATABASE_URL", "postgresql://root:hunter2@db:port/aftercare"),
        ("SECRET_KEY", "hunter2"),
    ],
)
def test_a_wrong_secret_is_not_repeated(name, value):
    (fault,) = faults_of({name: value})

    assert fault.startswith(f"{name} is a secret we do not show; it has to be ")
    assert "hunter2" not in fault


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "service.northwell.example"),
        ("PUBLIC_URL", "https://northwell.example/service"),
        ("HOSTS", "a.example,b.example"),
        ("HOSTS", "https://a.example"),
        ("TRUSTED_ORIGINS", "a.example"),
        ("AFTERCARE_INSECURE", "true"),
        ("DEBUG", "yes"),
        ("WEB_WORKERS", "0"),
        ("FILES_LARGEST_MB", "1.5"),
        ("OIDC_ISSUER", "login.northwell.example"),
    ],
)
def test_what_cannot_be_read_is_refused(name, value):
    (fault,) = faults_of({name: value})

    assert fault.startswith(f"{name} is “{value}”; it has to be ")


@pytest.mark.parametrize(
    ("environment", "variable"),
    [
        (PUBLIC | {"DEBUG": "1"}, "DEBUG"),
        (PUBLIC | {"DEBUG": "1", "HOSTS": "localhost", "HOST": "10.0.0.7"}, "DEBUG"),
        ({"HOST": "10.0.0.7"}, "PUBLIC_URL"),
        ({"HOSTS": "service.northwell.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://service.northwell.example"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://service.northwell.example"}, "PUBLIC_URL"),
        (PUBLIC | {"HOSTS": "*"}, "HOSTS"),
        ({"OIDC_ISSUER": "https://login.northwell.example"}, "OIDC_ISSUER"),
        ({"MAIL_USER": "aftercare"}, "MAIL_USER"),
        (
            {"MAIL_USER": "a", "MAIL_PASSWORD": "b", "MAIL_HOST": "mail.northwell.example"},
            "MAIL_SECURITY",
        ),
    ],
)
def test_what_would_not_be_safe_or_cannot_work_together_is_refused(environment, variable):
    (fault,) = faults_of(environment)

    assert fault.startswith(f"{variable} is ")


def test_a_secret_may_be_in_a_file(tmp_path):
    file = tmp_path / "password"
    file.write_text("moonlight\n")

    told = read_configuration({"MAIL_USER": "a", "MAIL_PASSWORD_FILE": str(file)})

    assert told.mail_password == file.read_text().strip()


def test_a_file_that_is_not_there_and_a_secret_said_twice_are_refused(tmp_path):
    assert faults_of({"SECRET_KEY_FILE": str(tmp_path / "none")}) == [
        "SECRET_KEY_FILE cannot be read: No such file or directory."
    ]
    assert faults_of({"SECRET_KEY": "x" * 40, "SECRET_KEY_FILE": "/x"}) == [
        "SECRET_KEY and SECRET_KEY_FILE are both set; keep one."
    ]


def test_what_looks_like_ours_and_means_nothing_is_told():
    environment = {"AFTERCARE_HOM": "/srv", "FILES_S3_BUCKET": "b", "MAILCHECK": "60", "PATH": "/"}

    assert unknown_variables(environment) == [
        "AFTERCARE_HOM is set and means nothing to us. Is AFTERCARE_HOME meant?"
    ]


def test_settings_take_over_what_is_safe():
    code = (
        "from aftercare.project import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,"
        " s.SECURE_HSTS_SECONDS, s.SECURE_PROXY_SSL_HEADER, s.DEBUG)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], env=PUBLIC, capture_output=True, text=True, check=True
    )

    assert said.stdout.split(maxsplit=4) == [
        *("True", "True", "True", "31536000"),
        "('HTTP_X_FORWARDED_PROTO', 'https') False\n",
    ]


def test_what_proxies_say_is_not_believed_without_one(settings):
    assert settings.SECURE_PROXY_SSL_HEADER is None


def test_every_variable_is_one_field_and_described():
    assert len({each.name for each in VARIABLES.values()}) == len(VARIABLES)
    assert set(VARIABLES) == set(Configuration.__dataclass_fields__)
    assert PAGE.read_text() == page(), "python -m aftercare.project.configuration.describing"
