"""
A real mail server for tests: Dovecot, found or installed from Debian, as a process of our own.

It listens on loopback with ports, certificate and mail of its own, and is never a service of
the system.
"""

import imaplib
import os
import pwd
import shutil
import signal
import smtplib
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.mail.certificates import make_certificate
from tests.mail.ports import free_port

PACKAGES = ("dovecot-imapd", "dovecot-lmtpd", "dovecot-submissiond")
PASSWORD = "correct-horse"  # noqa: S105  # of mailboxes that live for a test
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp submission
default_internal_user = {internal}
default_login_user = {login}
mail_location = maildir:{folder}/mail/%u
mail_uid = {owner}
mail_gid = {group}
first_valid_uid = 1
first_valid_gid = 0
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
mail_max_userip_connections = 50
lmtp_rcpt_check_quota = no
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
submission_relay_trusted = no
submission_max_mail_size = 0
submission_backend_capabilities = 8BITMIME
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}/mail/%u allow_all_users=yes
}}
service imap-login {{
  {chroot}
  process_min_avail = 1
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service submission-login {{
  {chroot}
  inet_listener submission {{
    port = {submission}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service anvil {{
  {chroot}
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  {chroot}
}}
"""

INTROSPECTION = """
introspection_mode = post
introspection_url = http://127.0.0.1:{tokens}/introspect
username_attribute = username
active_attribute = active
active_value = true
timeout_msecs = 5000
"""


def find_dovecot() -> str | None:
    """Return the path of Dovecot, installed if need be and if we may."""
    return _on_path() or (_install() and _on_path()) or None


def _on_path() -> str | None:
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    has_all = all(Path(f"/usr/lib/dovecot/{each}").exists() for each in ("lmtp", "submission"))
    return shutil.which("dovecot", path=path) if has_all else None


def _install() -> bool:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        return False
    # Installed as a package, but never started as a service.
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", *PACKAGES]):
        if subprocess.run([apt, *command], env=quiet, capture_output=True, check=False).returncode:
            return False
    return True


@dataclass
class Dovecot:
    """A server with mailboxes for whoever signs in; all have the same password."""

    folder: Path
    program: str
    relay: int
    tokens: int
    ports: dict[str, int] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    def write_configuration(self) -> None:
        names = ("imap", "imaps", "submission", "lmtp")
        self.ports = {name: free_port() for name in names}
        is_root = os.geteuid() == 0
        us = pwd.getpwuid(os.geteuid()).pw_name
        owner = "nobody" if is_root else us
        who = pwd.getpwnam(owner)
        (self.folder / "mail").mkdir()
        shutil.chown(self.folder / "mail", who.pw_uid, who.pw_gid)
        make_certificate(self.folder)
        text = CONFIGURATION.format(
            folder=self.folder,
            password=PASSWORD,
            relay=self.relay,
            owner=who.pw_uid,
            group=who.pw_gid,
            internal="dovecot" if is_root else us,
            login="dovenull" if is_root else us,
            chroot="" if is_root else "chroot =",
            **self.ports,
        )
        (self.folder / "dovecot.conf").write_text(text)
        (self.folder / "oauth2.conf").write_text(INTROSPECTION.format(tokens=self.tokens))

    def start(self) -> None:
        """Start it, and wait until it answers."""
        configuration = self.folder / "dovecot.conf"
        self.process = subprocess.Popen(
            [self.program, "-F", "-c", str(configuration)], start_new_session=True
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError, imaplib.IMAP4.error):
                self.mailbox("somebody").logout()
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "dovecot.log").read_text())

    def kill(self) -> None:
        """End it with all its children, without a word; only then are its ports free again."""
        if self.process:
            with suppress(psutil.NoSuchProcess, ProcessLookupError):
                children = psutil.Process(self.process.pid).children(recursive=True)
                os.killpg(self.process.pid, signal.SIGKILL)  # the group is its own
                psutil.wait_procs(children, timeout=10)
            self.process.wait()
        (self.folder / "run" / "master.pid").unlink(missing_ok=True)

    def mailbox(self, user: str) -> imaplib.IMAP4:
        """Return a session of somebody who looks into their mailbox."""
        session = imaplib.IMAP4("127.0.0.1", self.ports["imap"], timeout=10)
        session.login(user, PASSWORD)
        return session

    def deliver(self, user: str, raw: bytes) -> None:
        """Put a mail into a mailbox, as a mail exchanger does."""
        with smtplib.LMTP("127.0.0.1", self.ports["lmtp"]) as lmtp:
            lmtp.sendmail("sender@elsewhere.example", [user], raw)

    def letters(self, user: str) -> list[bytes]:
        """Return what is in a mailbox, byte by byte."""
        session = self.mailbox(user)
        session.select(readonly=True)
        numbers = session.search(None, "ALL")[1][0].split()
        found = [session.fetch(number, "(BODY.PEEK[])")[1][0][1] for number in numbers]
        session.logout()
        return found

    def settings(self, **given: object) -> dict[str, object]:
        """Return how our own account gets its mail there."""
        return {
            "imap_host": "127.0.0.1",
            "imap_port": self.ports["imap"],
            "imap_security": "none",
            "imap_days": 2,
            **given,
        }


@contextmanager
def running_dovecot(program: str, *, relay: int, tokens: int):
    """Run a server for as long as it is needed."""
    folder = Path(tempfile.mkdtemp(prefix="aftercare-mail-"))
    folder.chmod(0o755)
    server = Dovecot(folder, program, relay, tokens)
    try:
        server.write_configuration()
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)
