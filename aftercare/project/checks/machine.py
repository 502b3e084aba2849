"""The machine: what it was told, its secret, its clock, its disk, its files."""

import os
import secrets
import shutil
import time
from collections.abc import Iterator

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection

from aftercare.base.people.queries import visible_users
from aftercare.demo.company import LOGINS
from aftercare.kit import clock
from aftercare.kit.actors import SYSTEM
from aftercare.project.checks.findings import Finding, error, ok, warning
from aftercare.project.home import SECRET

FULL, NEARLY_FULL = 0.5 * 2**30, 3 * 2**30
WRONG_BY, NEARLY_WRONG_BY = 30.0, 2.0
OTHERS = 0o077


def check_configuration() -> Iterator[Finding]:
    """Look at what is allowed but not wise."""
    told = settings.TOLD
    if told.debug:
        yield warning("configuration", "DEBUG is on.", "Take DEBUG away on a system that works.")
    if told.is_insecure:
        yield warning(
            *("configuration", "AFTERCARE_INSECURE is on: passwords travel in the clear."),
            "Take it away, and set PUBLIC_URL to an https address.",
        )
    if told.is_local:
        yield warning(
            *("configuration", f"Only this machine reaches {told.public_url}, also from mails."),
            "Set PUBLIC_URL to where people reach us, and TRUSTED_PROXIES to 1.",
        )
    else:
        yield ok("configuration", f"People reach us on {told.public_url}.")


def check_secrets() -> Iterator[Finding]:
    """Look at who else could read the secret key, and for passwords everybody knows."""
    kept = settings.TOLD.home / SECRET
    if kept.exists() and kept.stat().st_mode & OTHERS:
        yield error("secrets", f"Others may read {kept}.", f"chmod 600 {kept}")
    demo = {address: password for address, password, _duty in LOGINS}
    known = visible_users(SYSTEM).filter(email__in=demo, is_active=True)
    open_doors = [each.email for each in known if each.check_password(demo[each.email])]
    if open_doors and not settings.TOLD.is_insecure:
        yield error(
            *("secrets", f"{len(open_doors)} demo accounts with well-known passwords may sign in."),
            "Start with an empty database for real work: AFTERCARE_HOME=… aftercare serve",
        )
    else:
        yield ok("secrets", "The secret key is ours alone; no account has a password of the demo.")


def check_clock() -> Iterator[Finding]:
    """Compare our clock with those of the database and of the disk."""
    with connection.cursor() as cursor:
        before = clock.now()
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
        middle = before + (clock.now() - before) / 2
    probe = settings.TOLD.home / f".clock.{os.getpid()}"
    probe.touch()
    off_disk = abs(probe.stat().st_mtime - time.time())
    probe.unlink()
    for name, off in (
        ("of the database", abs((theirs - middle).total_seconds())),
        (f"of the disk of {settings.TOLD.home}", off_disk),
    ):
        yield _clock(name, off)


def _clock(name: str, off: float) -> Finding:
    words = f"The clock {name} and ours are {off:.1f} s apart."
    mend = "Let both machines follow the same time server (chrony, systemd-timesyncd)."
    if off > WRONG_BY:
        return error("clock", words, mend)
    return warning("clock", words, mend) if off > NEARLY_WRONG_BY else ok("clock", words)


def check_disk() -> Iterator[Finding]:
    """Look at the room that is left in our home."""
    free = shutil.disk_usage(settings.TOLD.home).free
    words = f"{free / 2**30:.1f} GB are free in {settings.TOLD.home}."
    mend = "Make room: PostgreSQL stops when the disk is full."
    if free < FULL:
        yield error("disk", words, mend)
    else:
        yield warning("disk", words, mend) if free < NEARLY_FULL else ok("disk", words)


def check_storage() -> Iterator[Finding]:
    """Write, read and delete a file where files are kept."""
    storage = storages["files"]
    told = settings.TOLD
    place = f"bucket {told.s3_bucket}" if told.s3_bucket else f"folder {told.home / 'files'}"
    content, path = secrets.token_bytes(1000), f"checks/{secrets.token_hex(8)}"
    try:
        storage.save(path, ContentFile(content))
        with storage.open(path) as kept:
            is_same = kept.read() == content
        storage.delete(path)
    except Exception as problem:  # noqa: BLE001  # each storage has its own
        yield error(
            *("storage", f"The {place} does not work: {problem}"),
            "Look at the keys and rights of the bucket."
            if told.s3_bucket
            else "Let the user who runs Aftercare write there.",
        )
        return
    if is_same and not storage.exists(path):
        yield ok("storage", f"The {place} takes, gives back and deletes files.")
    else:
        yield error("storage", f"The {place} gives back something else.", "Replace it.")
