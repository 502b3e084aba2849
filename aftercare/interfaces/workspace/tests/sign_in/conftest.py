import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from aftercare.base.people import jobs
from aftercare.base.people.tests.make import make_user

PASSWORD = "secret-word-9"  # noqa: S105  # of nobody


@pytest.fixture
def liza(db):
    return make_user("Liza")


@pytest.fixture
def sign_in(client):
    """Return a function that signs in by password, and returns the answer."""

    def try_it(email="liza@northwell.example", password=PASSWORD, *, browser=client, **given):
        fields = {"login": email, "password": password} | given
        return browser.post(reverse("account_login"), fields)

    return try_it


def prove_oneself(browser):
    """Give the password once more, as is asked before a second factor is changed."""
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def run_mail_jobs():
    for job in ProcrastinateJob.objects.filter(task_name="people.send_mail"):
        jobs.send_mail_of_the_system.func(**job.args)
    return mail.outbox


def link_in(text):
    (found,) = re.findall(r"https?://\S+/key/\S+", text)
    return urlsplit(found).path


def is_signed_in(browser):
    return browser.get(reverse("mfa_index")).status_code == 200
